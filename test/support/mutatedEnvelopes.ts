/** Envelopes of uploads as no client should send them, drawn from a seed: the same seed gives the same ones. */
import type { Json } from '../../shared/scim/json';
import { seededRandom } from './world';

const ODD_TEXTS = [
  '',
  ' ',
  '\u2028',
  'nb\u2029evil',
  '\u0000',
  '\ud800',
  'x'.repeat(1_025),
  '🦊',
  "O'Brien; DROP",
  '../..',
  '__proto__',
];
const ODD_NUMBERS = [0, -1, 2 ** 53, 1e308, 0.1, -0];

interface Draw {
  below(most: number): number;
  pick<T>(items: readonly T[]): T;
}

/** @returns the text of a body, well-formed as JSON or not */
export function mutatedEnvelope(seed: number): string {
  const { bytes } = seededRandom(`envelope ${seed}`);
  const below = (most: number) => Buffer.from(bytes(4)).readUInt32BE() % most;
  const draw: Draw = { below, pick: (items) => items[below(items.length)] as (typeof items)[number] };
  const body = envelope(seed, draw);
  for (let times = draw.below(3); times > 0; times -= 1) mutate(body, draw);
  const text = JSON.stringify(body);
  if (draw.below(20) > 0) return text;
  const place = draw.below(text.length);
  return draw.pick([
    text.slice(0, place),
    `${text.slice(0, place)}${draw.pick(['\u0000', '}', '1e999', '"'])}${text.slice(place)}`,
  ]);
}

type Node = Record<string, Json> | Json[];

function envelope(seed: number, draw: Draw): Record<string, Json> {
  const operations = Array.from({ length: 1 + draw.below(4) }, (_, index) => ({
    method: 'POST',
    bulkId: `bulk-${seed}-${index}`,
    path: '/Users',
    data: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      externalId: draw.below(8) === 0 ? draw.pick(ODD_TEXTS) : `${seed}-${index}`,
      userName: `user${seed}x${index}@adatum.example`,
      displayName: draw.below(8) === 0 ? draw.pick(ODD_TEXTS) : `Person ${seed}`,
      name: { givenName: 'Person', familyName: draw.below(8) === 0 ? draw.pick(ODD_TEXTS) : 'Doe' },
      active: true,
    },
  }));
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations, failOnErrors: null };
}

/** One place somewhere inside becomes something else, or goes. */
function mutate(root: Node, draw: Draw): void {
  let node = root;
  for (;;) {
    const keys = Object.keys(node);
    if (keys.length === 0) return;
    const key = draw.pick(keys);
    const value = (node as Record<string, Json>)[key];
    if (typeof value === 'object' && value !== null && draw.below(4) > 0) {
      node = value as Node;
      continue;
    }
    if (draw.below(5) === 0) delete (node as Record<string, Json>)[key];
    else (node as Record<string, Json>)[draw.below(5) === 0 ? draw.pick(ODD_TEXTS) : key] = oddity(draw);
    return;
  }
}

function oddity(draw: Draw): Json {
  switch (draw.below(5)) {
    case 0:
      return draw.pick(ODD_TEXTS);
    case 1:
      return draw.pick(ODD_NUMBERS);
    case 2:
      return draw.pick([null, true, false, [], {}]);
    case 3:
      return nested(draw.pick([3, 63, 64, 65, 500]), draw.pick([true, false]));
    default:
      return { value: draw.pick(ODD_TEXTS), [draw.pick(ODD_TEXTS)]: draw.pick(ODD_NUMBERS) };
  }
}

function nested(depth: number, isList: boolean): Json {
  let value: Json = 'deep';
  for (let level = 0; level < depth; level += 1) value = isList ? [value] : { a: value };
  return value;
}
