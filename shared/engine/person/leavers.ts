/**
 * Who of an upload is to lose access, told from what is uploaded alone: their operations travel ahead of everybody else's.
 * It decides about the order of work and nothing more: what the operation comes to is planned from all that is known.
 */
import { canonicalUser } from '../../scim/canonical';
import type { JsonObject } from '../../scim/json';
import { isNoValue } from '../../value';
import type { CompiledSchema } from '../schema/compileSchema';
import { isDisabled } from './enabling';
import { evaluateMapping, isInterruption, subjectOf } from './evaluateMapping';
import type { PlanContext } from './plan';

export interface SaidOfPerson {
  /** The source anchor; `null`: nobody. */
  readonly anchor: string | null;
  readonly data: JsonObject;
}

/**
 * @param operations of one upload, in order: the last of a person decides for all of that person's
 * @param now milliseconds since the epoch
 * @returns source anchors
 */
export function leaversAmong(
  operations: readonly SaidOfPerson[],
  compiled: CompiledSchema,
  now: number,
): ReadonlySet<string> {
  const last = new Map<string, JsonObject>();
  for (const { anchor, data } of operations) if (anchor !== null) last.set(anchor, data);
  return new Set([...last].filter(([, data]) => saysDisabled(compiled, data, now)).map(([anchor]) => anchor));
}

/** Whether this alone, with nothing missing that the mapping of the enabled attribute reads, disables the account. */
export function saysDisabled(compiled: CompiledSchema, sent: JsonObject, now: number): boolean {
  const { enabledAttribute, enabledMapping } = compiled;
  if (enabledAttribute === undefined || enabledMapping === undefined) return false;
  if (enabledMapping.flow !== 'Always' || enabledMapping.sources.length === 0) return false;
  const data = canonicalUser(sent);
  if (enabledMapping.sources.some((source) => isNoValue(source.sent(data)))) return false;
  const outcome = evaluateMapping(enabledMapping, subjectOf(compiled, data, askingNothing(now)));
  return !isInterruption(outcome) && isDisabled(enabledAttribute, { [enabledAttribute.name]: outcome });
}

/** Of a mapping that draws or compares with others nothing is known beforehand. */
const askingNothing = (now: number): PlanContext => ({
  now,
  defaultDomain: '',
  randomBytes: (length) => new Uint8Array(length),
  isTaken: () => false,
});
