/** What an account gives an HR system: the map's expressions over what the account holds. */
import { compileExpression } from '../../engine/expression';
import type { CompiledExpression } from '../../engine/expression/contract';
import type { AccountSeen } from '../../engine/person/logEntry';
import { quoteValue, type Value } from '../../value';
import { EXTERNAL_ID, OBJECT_ID, type WrittenAttribute } from './map';

export interface SeenPerson {
  readonly anchor: string;
  readonly targetId: string;
  readonly account: AccountSeen;
}

/** What was found of a person: values by HR attribute, `null` where the account has none; and what gave none at all, and why. */
export interface Look {
  readonly values: ReadonlyMap<string, Value>;
  readonly faults: ReadonlyMap<string, string>;
}

export type LookAt = (person: SeenPerson) => Look;

/** Longer than any name, address or number that an HR system keeps. */
const LONGEST_VALUE = 1_024;

/** Nothing in the map differs from one evaluation to the next: it was checked when it was saved. */
const NO_CONTEXT = {
  now: 0,
  defaultDomain: '',
  randomBytes: (length: number) => new Uint8Array(length),
  isTaken: () => false,
};

export function createLook(map: readonly WrittenAttribute[]): LookAt {
  const compiled = map.map(({ name, expression }) => ({ name, expression: expressionOf(expression) }));
  return (person) => {
    const values = new Map<string, Value>();
    const faults = new Map<string, string>();
    for (const { name, expression } of compiled) {
      const evaluation = expression.evaluate((attribute) => read(person, attribute), NO_CONTEXT);
      if (evaluation.kind === 'failed') faults.set(name, evaluation.failure.message);
      if (evaluation.kind !== 'value') continue;
      if (JSON.stringify(evaluation.value, asText).length <= LONGEST_VALUE) values.set(name, plain(evaluation.value));
      else faults.set(name, `${quoteValue(evaluation.value)} is longer than ${LONGEST_VALUE} characters.`);
    }
    return { values, faults };
  };
}

/** Target attributes that these maps read, each once. */
export function attributesRead(maps: readonly (readonly WrittenAttribute[])[]): readonly string[] {
  const names = maps.flat().flatMap(({ expression }) => expressionOf(expression).attributes);
  return [...new Set(names)].filter((name) => name !== OBJECT_ID && name !== EXTERNAL_ID).sort();
}

export function expressionOf(text: string): CompiledExpression {
  const compilation = compileExpression(text);
  if (compilation.ok) return compilation.expression;
  throw new Error(`The expression ${text} does not compile.`); // checked when it was saved
}

function read({ anchor, targetId, account }: SeenPerson, attribute: string): Value {
  if (attribute === OBJECT_ID) return targetId;
  if (attribute === EXTERNAL_ID) return anchor;
  return Object.hasOwn(account, attribute) ? (account[attribute] ?? null) : null;
}

const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** Whole numbers of any size are texts in JSON. */
function plain(value: Value): Value {
  return typeof value === 'bigint' ? String(value) : value;
}
