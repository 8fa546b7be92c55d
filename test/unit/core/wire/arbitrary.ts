/** Packets, conversations and frames for properties. */
import fc from 'fast-check';
import type { Direction } from '../../../../src/core/wire/packet.ts';
import type { OfficialPacket } from '../../../support/oracles.ts';

const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];

const binary = fc.uint8Array({ maxLength: 20 });

/** Keys that the official encoders lose or take for a placeholder are tried in tables instead. */
const key = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((name) => !['__proto__', '_placeholder', 'toJSON'].includes(name));

const leaf = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

function tree(leaves: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaves, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(key, tie('value'), { maxKeys: 4 })),
  })).value;
}

const json = tree(leaf);
const mixed = tree(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: binary }));

const namespace = fc.oneof(
  fc.constant('/'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((name) => !/[,?]/.test(name)).map((name) => `/${name}`),
);
const event = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }).filter((name) => !RESERVED.includes(name)), fc.integer());
const ackId = fc.nat({ max: 1_000_000 });

const connect: fc.Arbitrary<OfficialPacket> = fc.record({
  type: fc.constant(0),
  nsp: namespace,
  data: fc.option(fc.record({ sid: fc.string({ maxLength: 20 }), token: json }, { requiredKeys: [] }), { nil: undefined }),
});
const bareConnect: fc.Arbitrary<OfficialPacket> = fc.record({ type: fc.constant(0), nsp: namespace });
const disconnect: fc.Arbitrary<OfficialPacket> = fc.record({ type: fc.constant(1), nsp: namespace });
const emitted: fc.Arbitrary<OfficialPacket> = fc.record({
  type: fc.constant(2),
  nsp: namespace,
  id: fc.option(ackId, { nil: undefined }),
  data: fc.tuple(event, fc.array(mixed, { maxLength: 4 })).map(([name, args]) => [name, ...args]),
});
const acknowledgement: fc.Arbitrary<OfficialPacket> = fc.record({ type: fc.constant(3), nsp: namespace, id: ackId, data: fc.array(mixed, { maxLength: 4 }) });
const error: fc.Arbitrary<OfficialPacket> = fc.record({
  type: fc.constant(4),
  nsp: namespace,
  data: fc.record({ message: fc.string({ unit: 'grapheme' }), data: json }, { requiredKeys: ['message'] }),
});
const bareError: fc.Arbitrary<OfficialPacket> = fc.record({ type: fc.constant(4), nsp: namespace, data: fc.string({ unit: 'grapheme' }) });

const usual = [
  { weight: 6, arbitrary: emitted },
  { weight: 3, arbitrary: acknowledgement },
  { weight: 1, arbitrary: disconnect },
];
/** What ends of revision 5 say. */
export const packet5 = fc.oneof(...usual, connect, error);
/** What ends of revision 4 say. */
export const packet4 = fc.oneof(...usual, bareConnect, bareError);

export interface Said {
  direction: Direction;
  packet: OfficialPacket;
}

export const direction = fc.constantFrom<Direction>('in', 'out');

export const conversation = (packet: fc.Arbitrary<OfficialPacket>): fc.Arbitrary<Said[]> =>
  fc.array(fc.record({ direction, packet }), { minLength: 1, maxLength: 6 });

/** Chance that a seed reproduces: a Weyl sequence, mixed as Mulberry32 does. Gives numbers from 0 to below 1. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
