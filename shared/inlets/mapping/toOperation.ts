/**
 * What was fetched as a SCIM user (spec/hands.md 3.6, step 6). What an inlet maps and finds blank is sent as `null`, because
 * only a whole person repairs what went wrong before; an inlet that gets parts says nothing of what it was not told.
 * Whoever cannot be told to be active or not is not sent at all: left out, some mappings would disable.
 */
import { type UserBuilder, userBuilder } from '../../scim/buildUser';
import type { JsonObject } from '../../scim/json';
import { isNoValue, printValue, quoteValue, type Value } from '../../value';
import type { InletDefinition, InletFault } from '../definition';
import { type CompiledRule, compileRule, type Documents, type RuleOutcome } from './rules';

export interface MappingFailure {
  readonly attribute: string;
  readonly code: string;
  readonly message: string;
}

export type PersonVerdict =
  | { readonly ok: true; readonly person: MappedPerson }
  /** Parked as `MappingFailed`, each attribute told. */
  | { readonly ok: false; readonly failures: readonly MappingFailure[] };

export interface MappedPerson {
  /** The source anchor. */
  readonly externalId: string;
  /** The other people it names by the vendor's id, such as the manager. */
  readonly people: readonly string[];
  /** @param externalIdOf `undefined` for somebody nobody has heard of yet: the attribute is left out then */
  toOperation(externalIdOf: (vendorId: string) => string | undefined): JsonObject;
}

export interface InletMapping {
  map(documents: Documents, now: number): PersonVerdict;
}

export type InletMappingVerdict =
  | { readonly ok: true; readonly mapping: InletMapping }
  | { readonly ok: false; readonly faults: readonly InletFault[] };

export function compileInletMapping({ map, mode }: Pick<InletDefinition, 'map' | 'mode'>): InletMappingVerdict {
  const faults: InletFault[] = [];
  const rules = new Map<string, CompiledRule>();
  for (const [attribute, rule] of Object.entries(map)) {
    const verdict = compileRule(rule);
    if (verdict.ok) rules.set(attribute, verdict.rule);
    else faults.push(...verdict.messages.map((message) => faultAt(attribute, 'InvalidExpression', message)));
  }
  const built = userBuilder(Object.keys(map));
  if (!built.ok) faults.push(...built.faults.map(({ name, message }) => faultAt(name, 'InvalidValue', message)));
  if (!('externalId' in map)) {
    faults.push({ path: 'map', code: 'MissingProperty', message: 'map.externalId must say whose the person is.' });
  }
  if (faults.length > 0 || !built.ok) return { ok: false, faults };
  const isPartial = mode === 'partial';
  return { ok: true, mapping: { map: (documents, now) => mapPerson(rules, built.builder, isPartial, documents, now) } };
}

function faultAt(attribute: string, code: string, message: string): InletFault {
  return { path: `map[${JSON.stringify(attribute)}]`, code, message };
}

function mapPerson(
  rules: ReadonlyMap<string, CompiledRule>,
  builder: UserBuilder,
  isPartial: boolean,
  documents: Documents,
  now: number,
): PersonVerdict {
  const values = new Map<string, Value>();
  const people = new Map<string, string>();
  const failures: MappingFailure[] = [];
  for (const [attribute, rule] of rules) {
    const outcome = judged(attribute, rule(documents, now), isPartial);
    if (outcome.kind === 'failed') failures.push({ attribute, code: outcome.code, message: outcome.message });
    else if (outcome.kind === 'person') people.set(attribute, outcome.id);
    else if (outcome.kind === 'value') values.set(attribute, outcome.value);
  }
  if (failures.length > 0) return { ok: false, failures };
  const externalId = printValue(values.get('externalId') ?? null) ?? '';
  const toOperation = (externalIdOf: (vendorId: string) => string | undefined) =>
    builder.build((name) => {
      const vendorId = people.get(name);
      return vendorId === undefined ? values.get(name) : externalIdOf(vendorId);
    }) as JsonObject;
  return { ok: true, person: { externalId, people: [...new Set(people.values())], toOperation } };
}

/** What is sent of an outcome: blanks as none, `active` as what it says, and no guess where it says nothing. */
function judged(attribute: string, outcome: RuleOutcome, isPartial: boolean): RuleOutcome {
  if (outcome.kind !== 'value') return outcome;
  const { value, said } = outcome;
  if (attribute === 'externalId') return isNoValue(value) ? noAnchor : { ...outcome, value: printValue(value) };
  if (isNoValue(value) && isPartial && !said) return { kind: 'leftOut' };
  if (attribute === 'active') return activeOf(value);
  return isNoValue(value) ? { ...outcome, value: null } : outcome;
}

const noAnchor: RuleOutcome = { kind: 'failed', code: 'MissingValues', message: 'externalId has no value.' };

function activeOf(value: Value): RuleOutcome {
  if (typeof value === 'boolean') return { kind: 'value', value, said: true };
  const word = (printValue(value) ?? '').trim().toLowerCase();
  if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true', said: true };
  const found = word === '' ? 'no value' : quoteValue(value);
  const message = `active gives ${found}: nobody is enabled or disabled by that. Map each word of the source to true or false.`;
  return { kind: 'failed', code: 'UnknownValue', message };
}
