/**
 * A parsed filter to a predicate. Types are checked here, once; the predicate itself does no checks.
 *
 * Absent values: `eq null` holds for them and `ne 'x'` too; greater, less and the text functions never hold. `not` turns
 * whatever it is given around.
 */

import { FilterError } from '../queryError';
import { type CollectionTable, type FieldTable, type FieldType, type FieldValue, fieldLookup } from './fields';
import type { Any, Call, Comparison, ComparisonOperator, Filter, Membership } from './filter';

type Reader<Item> = (item: Item) => FieldValue;

/** A part of the filter, ready to be evaluated. */
interface Compiled<Item> {
  readonly type: FieldType | 'null';
  readonly read: Reader<Item>;
  readonly caseInsensitive: boolean;
}

const ORDER: Readonly<Record<Exclude<ComparisonOperator, 'eq' | 'ne'>, (sign: number) => boolean>> = {
  gt: (sign) => sign > 0,
  ge: (sign) => sign >= 0,
  lt: (sign) => sign < 0,
  le: (sign) => sign <= 0,
};

/** @throws {FilterError} for a property the table does not have, and for types that cannot be compared */
export function compileFilter<Item>(
  filter: Filter,
  fields: FieldTable<Item>,
  collections: CollectionTable<Item> = {},
): (item: Item) => boolean {
  const find = fieldLookup(fields);
  return predicate(filter);

  function predicate(node: Filter): (item: Item) => boolean {
    const { type, read } = compile(node);
    if (type !== 'boolean') throw new FilterError(`expected a condition, got a ${type} value`, node.position);
    return (item) => read(item) === true;
  }

  function compile(node: Filter): Compiled<Item> {
    switch (node.kind) {
      case 'literal':
        return { type: node.type, read: () => node.value, caseInsensitive: false };
      case 'property': {
        const field = find(node.name);
        if (field === undefined) throw unknownProperty(node.name, node.position);
        return { type: field.type, read: field.read, caseInsensitive: field.caseInsensitive ?? false };
      }
      case 'and': {
        const terms = node.terms.map(predicate);
        return condition((item) => terms.every((holds) => holds(item)));
      }
      case 'or': {
        const terms = node.terms.map(predicate);
        return condition((item) => terms.some((holds) => holds(item)));
      }
      case 'not': {
        const holds = predicate(node.term);
        return condition((item) => !holds(item));
      }
      case 'any':
        return condition(any(node));
      case 'comparison':
        return condition(comparison(node));
      case 'in':
        return condition(membership(node));
      case 'call':
        return call(node);
    }
  }

  /** The condition is a filter of its own, over elements. */
  function any({ collection, term, position }: Any): (item: Item) => boolean {
    const found = Object.entries(collections).find(([name]) => name.toLowerCase() === collection.toLowerCase());
    if (found === undefined)
      throw new FilterError(`'${collection}' is no collection that any() is offered on`, position);
    const [, elementsOf] = found;
    const element = { type: 'string' as const, caseInsensitive: true, read: (text: string) => text };
    const holds = compileFilter<string>(term, { [collection]: element });
    return (item) => elementsOf(item).some(holds);
  }

  function comparison(node: Comparison): (item: Item) => boolean {
    const left = compile(node.left);
    const right = compile(node.right);
    checkComparable(left, right, node.position);
    const [readLeft, readRight] = aligned(left, right);
    if (node.operator === 'eq') return (item) => (readLeft(item) ?? null) === (readRight(item) ?? null);
    if (node.operator === 'ne') return (item) => (readLeft(item) ?? null) !== (readRight(item) ?? null);
    const holds = ORDER[node.operator];
    return (item) => {
      const sign = order(readLeft(item), readRight(item));
      return sign !== undefined && holds(sign);
    };
  }

  function membership(node: Membership): (item: Item) => boolean {
    const subject = compile(node.subject);
    const values = node.values.map((value) => {
      const literal = compile(value);
      checkComparable(subject, literal, value.position);
      return subject.caseInsensitive ? fold(value.value) : value.value;
    });
    const wanted = new Set<FieldValue>(values);
    const read = subject.caseInsensitive ? folded(subject.read) : subject.read;
    return (item) => wanted.has(read(item) ?? null);
  }

  function call(node: Call): Compiled<Item> {
    const args = node.args.map((arg) => {
      const compiled = compile(arg);
      if (compiled.type !== 'string') {
        throw new FilterError(`${node.name} takes text, got a ${compiled.type} value`, arg.position);
      }
      return compiled;
    });
    const [subject, pattern] = args as [Compiled<Item>, Compiled<Item> | undefined]; // the parser checked the number
    if (pattern === undefined) {
      const convert = node.name === 'tolower' ? toLower : toUpper;
      return { ...subject, read: (item) => convert(subject.read(item)) };
    }
    const [readSubject, readPattern] = aligned(subject, pattern);
    const test = { contains, startswith, endswith }[node.name as 'contains' | 'startswith' | 'endswith'];
    return condition((item) => {
      const text = readSubject(item);
      const part = readPattern(item);
      return typeof text === 'string' && typeof part === 'string' && test(text, part);
    });
  }

  function unknownProperty(name: string, position: number): FilterError {
    return new FilterError(`unknown property '${name}' (known: ${Object.keys(fields).join(', ')})`, position);
  }
}

function condition<Item>(read: (item: Item) => boolean): Compiled<Item> {
  return { type: 'boolean', read, caseInsensitive: false };
}

function checkComparable<Item>(left: Compiled<Item>, right: Compiled<Item>, position: number): void {
  if (left.type === right.type || left.type === 'null' || right.type === 'null') return;
  const types = [left.type, right.type];
  const hint = types.includes('dateTime') && types.includes('string') ? ' (a timestamp is written without quotes)' : '';
  throw new FilterError(`cannot compare a ${left.type} with a ${right.type} value${hint}`, position);
}

/** Both readers, folded to one case when either side compares without case. */
function aligned<Item>(left: Compiled<Item>, right: Compiled<Item>): readonly [Reader<Item>, Reader<Item>] {
  if (!left.caseInsensitive && !right.caseInsensitive) return [left.read, right.read];
  return [folded(left.read), folded(right.read)];
}

function folded<Item>(read: Reader<Item>): Reader<Item> {
  return (item) => fold(read(item));
}

/** @returns below 0, 0 or above 0; `undefined` when either value is absent */
function order(left: FieldValue, right: FieldValue): number | undefined {
  if (left === null || left === undefined || right === null || right === undefined) return undefined;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const fold = (value: FieldValue) => toLower(value);
const toLower = (value: FieldValue) => (typeof value === 'string' ? value.toLowerCase() : value);
const toUpper = (value: FieldValue) => (typeof value === 'string' ? value.toUpperCase() : value);
const contains = (text: string, part: string) => text.includes(part);
const startswith = (text: string, part: string) => text.startsWith(part);
const endswith = (text: string, part: string) => text.endsWith(part);
