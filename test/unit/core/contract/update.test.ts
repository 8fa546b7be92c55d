/** A view takes every update as the background sends it, and nothing that lacks what its steps rest on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';
import { readUpdate, type UpdateMessage } from '../../../../src/core/contract/update.ts';
import { packEntries } from '../../../../src/core/entries/packed-entries.ts';
import { connectionView, elsewhere, logEntry, watched } from '../../views/samples.ts';

const shown = { profiles: [defaultProfile('default')], selected: 'default', connections: [connectionView('default', 0)], ...elsewhere, pages: [{ source: 'tab:1', findings: [], ladders: [] }] };
const snapshot = { type: 'snapshot', epoch: 'e1', ...shown, recordings: [watched('default', 3)] } satisfies UpdateMessage;
const carried = { source: 'default', packed: packEntries([logEntry(3)]) };
const history = { type: 'history', epoch: 'e1', ...carried, done: true } satisfies UpdateMessage;
const delta = { type: 'delta', epoch: 'e1', ...shown, recordings: [{ ...carried, from: 3 }] } satisfies UpdateMessage;
const reply = { type: 'reply', id: 1, error: { field: 'url', message: 'No.' } } satisfies UpdateMessage;

/** The update with something else for each of its parts in turn, and without these parts of the first of a list. */
const partsOf = (update: UpdateMessage) => Object.keys(update).map((part) => [update.type, part, { ...update, [part]: Symbol.iterator }] as const);
const itemsOf = <U extends UpdateMessage>(update: U, list: keyof U & string, ...parts: string[]) =>
  parts.map((part) => [update.type, `${list}.${part}`, { ...update, [list]: [{ ...(update[list] as object[])[0], [part]: undefined }] }] as const);

describe('an update', () => {
  it('is read as it was sent, its entries unpacked', () => {
    expect(readUpdate(snapshot)).toEqual(snapshot);
    expect(readUpdate(history)).toEqual({ type: 'history', epoch: 'e1', source: 'default', entries: [logEntry(3)], done: true });
    expect(readUpdate(delta)).toEqual({ ...delta, recordings: [{ source: 'default', from: 3, entries: [logEntry(3)] }] });
    expect(readUpdate(reply)).toEqual(reply);
    expect(readUpdate({ ...reply, error: null })).toEqual({ ...reply, error: null });
  });

  it('of what has changed may leave out the rest', () => {
    expect(readUpdate({ type: 'delta', epoch: 'e1' })).toMatchObject({ type: 'delta', epoch: 'e1' });
    expect(readUpdate({ type: 'delta', epoch: 'e1', selected: 'other', profiles: undefined })).toMatchObject({ selected: 'other' });
  });

  it.each([
    ...[snapshot, history, delta, reply].flatMap(partsOf),
    ...itemsOf(snapshot, 'profiles', 'id'),
    ...itemsOf(snapshot, 'connections', 'id'),
    ...itemsOf(snapshot, 'pages', 'source', 'findings'),
    ...itemsOf(snapshot, 'recordings', 'source', 'id', 'first', 'next'),
    ...itemsOf(delta, 'recordings', 'source', 'packed', 'from'),
  ])('of type %s is none with something else for %s', (_type, _part, broken) => expect(readUpdate(broken)).toBeNull());

  it.each(['profiles', 'selected', 'connections', 'hooked', 'preferences', 'archive', 'pages', 'recordings'])('that is a snapshot is none without its %s', (part) =>
    expect(readUpdate({ ...snapshot, [part]: undefined })).toBeNull());

  it('of any kind never throws', () =>
    fc.assert(fc.property(fc.anything(), fc.constantFrom('snapshot', 'history', 'delta', 'reply'), fc.object(), (value, type, fields) => {
      readUpdate(value);
      readUpdate({ epoch: 'e1', ...fields, ...(value as object), type });
      for (const part of Object.keys(snapshot)) readUpdate({ ...snapshot, type, [part]: value });
    })));
});
