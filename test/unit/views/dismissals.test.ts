import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { ConnectionView } from '../../../src/core/contract/connection-view.ts';
import type { Finding } from '../../../src/core/entries/finding.ts';
import { createDismissals } from '../../../src/views/dismissals.ts';

const finding = (id: string, variant: string | null = null) => ({ id, variant }) as Finding;

function setUp() {
  const connections = signal<ReadonlyMap<string, ConnectionView>>(new Map());
  const pageFindings = signal<readonly Finding[]>([]);
  const found = (id: string, findings: readonly Finding[]) => (connections.value = new Map([...connections.value, [id, { findings } as ConnectionView]]));
  return { found, pageFindings, dismissals: createDismissals({ connections, pageFindings }) };
}

describe('dismissals', () => {
  it('are of one finding of one connection, and can be taken back', () => {
    const { found, dismissals } = setUp();
    const [restarted, late] = [finding('server-restarted'), finding('heartbeat-late')];
    for (const id of ['a', 'b']) found(id, [restarted, late]);
    dismissals.dismiss({ connection: 'a' }, restarted);
    const has = () => [dismissals.has({ connection: 'a' }, restarted), dismissals.has({ connection: 'a' }, late), dismissals.has({ connection: 'b' }, restarted), dismissals.has('page', restarted)];
    expect(has()).toEqual([true, false, false, false]);
    dismissals.restore({ connection: 'b' });
    expect(has()).toEqual([true, false, false, false]);
    dismissals.restore({ connection: 'a' });
    expect(has()).toEqual([false, false, false, false]);
  });

  it('end with their finding, so that it is shown when it comes again or says something else', () => {
    const { found, pageFindings, dismissals } = setUp();
    const restarted = finding('server-restarted');
    pageFindings.value = [restarted];
    found('a', [restarted]);
    dismissals.dismiss('page', restarted);
    dismissals.dismiss({ connection: 'a' }, restarted);
    pageFindings.value = [];
    pageFindings.value = [restarted];
    found('a', [restarted, finding('other')]);
    expect([dismissals.has('page', restarted), dismissals.has({ connection: 'a' }, restarted)]).toEqual([false, true]);
    expect(dismissals.has({ connection: 'a' }, finding('server-restarted', 'again'))).toBe(false);
  });
});
