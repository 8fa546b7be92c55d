import { describe, expect, it } from 'vitest';
import { remediesFor } from '../../../../src/core/diagnosis/remedies.ts';
import { CAUSES } from '../../../../src/core/diagnosis/causes/causes.ts';
import { parseSync } from '../../../support/parse-code.ts';

const all = CAUSES.flatMap(({ id }) => remediesFor({ id, server: null }).map((remedy) => [`${id}: ${remedy.title} (${remedy.server})`, remedy] as const));

describe('remedies', () => {
  it.each([
    ['flask-socketio', 'flask-socketio'],
    ['gunicorn', 'gunicorn'],
    [null, 'flask-socketio'],
  ] as const)('for a finding about %s begin with %s', (server, first) => expect(remediesFor({ id: 'werkzeug-false-500', server })[0]?.server).toBe(first));

  it('are none where the fix is no configuration', () => expect(remediesFor({ id: 'worker-restarted', server: null })).toEqual([]));

  it('are none of an unknown finding', () => expect(remediesFor({ id: 'constructor', server: null })).toEqual([]));

  it.each(all.filter(([, { language }]) => language === 'javascript' || language === 'python'))('%s is code', (_name, remedy) => {
    expect(parseSync(remedy)).toBe('');
  });
});
