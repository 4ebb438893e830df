/**
 * A mapping test as it stands in a file (docs/mappings.md, "Testing mappings"). Read strictly: a misspelled expectation
 * would be one that never fails.
 */
import { isJsonObject, type JsonObject } from '../../scim/json';
import { Fields } from '../schema/parse/fields';
import { parseInstant } from '../values/instant';

/** What happens to the person, in one word. */
export const ACTIONS = ['create', 'update', 'disable', 'delete', 'skip', 'fail'] as const;
export type Action = (typeof ACTIONS)[number];

/** What is not listed is not looked at. */
export interface Expectation {
  readonly action?: Action;
  /** Target values as they are afterwards, those listed only. */
  readonly values?: JsonObject;
  /** Every value that is written, and nothing else. */
  readonly changes?: JsonObject;
  /** `RedundantExport`, `NotInScope`, `ImportSkipped`, `ActionDisabled` or `ObjectIgnored`. */
  readonly skippedBecause?: string;
  /** Every failure: its code, and the attribute it is about. */
  readonly failures?: readonly { readonly code: string; readonly attribute?: string }[];
  /** Source anchor of whom each reference is to point to; `null` takes the reference away. */
  readonly references?: JsonObject;
  /** The look-ups that are made, in their order: `employeeId=701984`. */
  readonly matchedBy?: readonly string[];
}

export interface MappingCase {
  readonly name: string;
  /** The person as the `data` of a bulk request. */
  readonly person: JsonObject;
  /** Target attributes of the account as it is; `null` for a person without one. */
  readonly account: JsonObject | null;
  /** What `Now()` gives, milliseconds since the epoch. */
  readonly now: number;
  /** What `DefaultDomain()` gives. */
  readonly defaultDomain: string;
  /** Values taken in the target, by attribute: SelectUniqueValue passes them over. */
  readonly taken: JsonObject;
  readonly expected: Expectation;
}

export type CaseReading =
  | { readonly ok: true; readonly cases: readonly MappingCase[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** @param value a case, or a list of them */
export function readCases(value: unknown): CaseReading {
  const faults: string[] = [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const cases = list.flatMap((each, index) => {
    const path = Array.isArray(value) ? `[${index}]` : '';
    if (isJsonObject(each)) return [readCase(new Fields(each, path, (_place, _code, message) => faults.push(message)))];
    faults.push(`${path || 'A case'} must be an object.`);
    return [];
  });
  return faults.length === 0 ? { ok: true, cases } : { ok: false, faults };
}

function readCase(fields: Fields): MappingCase {
  fields.refuseOthers(['name', 'person', 'account', 'now', 'defaultDomain', 'taken', 'expected']);
  for (const needed of ['person', 'expected']) {
    if (!fields.has(needed))
      fields.report(fields.at(needed), 'MissingProperty', `${fields.at(needed)} must be an object.`);
  }
  const expected = fields.child('expected');
  return {
    name: fields.text('name'),
    person: fields.optionalObject('person') ?? {},
    account: fields.optionalObject('account'),
    now: readInstant(fields),
    defaultDomain: fields.optionalText('defaultDomain') ?? 'contoso.com',
    taken: fields.optionalObject('taken') ?? {},
    expected: expected === undefined ? {} : readExpectation(expected),
  };
}

function readInstant(fields: Fields): number {
  const instant = parseInstant(fields.optionalText('now') ?? '2026-01-01T00:00:00Z');
  if (instant !== undefined) return instant;
  const message = `${fields.at('now')} must be a point in time such as 2026-01-01T00:00:00Z.`;
  fields.report(fields.at('now'), 'InvalidValue', message);
  return 0;
}

function readExpectation(fields: Fields): Expectation {
  fields.refuseOthers(['action', 'values', 'changes', 'skippedBecause', 'failures', 'references', 'matchedBy']);
  const values = fields.optionalObject('values');
  const changes = fields.optionalObject('changes');
  const references = fields.optionalObject('references');
  const skippedBecause = fields.optionalText('skippedBecause');
  return {
    ...(fields.has('action') && { action: fields.choice('action', ACTIONS, 'create') }),
    ...(values && { values }),
    ...(changes && { changes }),
    ...(skippedBecause !== null && { skippedBecause }),
    ...(fields.has('failures') && { failures: fields.children('failures').map(readFailure) }),
    ...(references && { references }),
    ...(fields.has('matchedBy') && { matchedBy: fields.texts('matchedBy') }),
  };
}

function readFailure(fields: Fields): { readonly code: string; readonly attribute?: string } {
  fields.refuseOthers(['code', 'attribute']);
  const attribute = fields.optionalText('attribute');
  return { code: fields.text('code'), ...(attribute !== null && { attribute }) };
}
