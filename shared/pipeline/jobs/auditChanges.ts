/** What is another value now, place by place: for audit records, where a whole schema before and after would tell nobody anything. */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { AuditChange } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';

/** Members that tell the elements of a list apart, so that one that is put in between does not change all behind it. */
const IDENTITIES = ['targetAttributeName', 'key', 'name', 'id'] as const;

/** More would not be read, and would not fit a row. */
const MOST_CHANGES = 500;

/** A job as audit records show it: what an administrator can change, or see change. */
export function jobRecord({ templateId, state, interval, settings, quarantine, generation, restartWhenIdle }: Job) {
  return {
    templateId,
    schedule: { state, interval: interval ?? null },
    synchronizationJobSettings: { ...settings },
    status: { quarantine: { reason: quarantine?.reason ?? null } },
    forgotten: { links: generation.links, escrows: generation.escrows },
    resetWhenIdle: restartWhenIdle?.join(', ') ?? null,
  } satisfies JsonObject;
}

export function auditChanges(before: Json, after: Json): readonly AuditChange[] {
  const changes = [...compare('', before, after)];
  if (changes.length <= MOST_CHANGES) return changes;
  const rest = { name: '…', before: null, after: `${changes.length - MOST_CHANGES} more changes` };
  return [...changes.slice(0, MOST_CHANGES), rest];
}

function* compare(name: string, before: Json, after: Json): Generator<AuditChange> {
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* compare(name === '' ? key : `${name}.${key}`, before[key] ?? null, after[key] ?? null);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    yield* compareLists(name, before, after);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    yield { name, before, after };
  }
}

function* compareLists(name: string, before: readonly Json[], after: readonly Json[]): Generator<AuditChange> {
  const identity = IDENTITIES.find((member) => isIdentity(member, before) && isIdentity(member, after));
  const [old, current] = [byPlace(before, identity), byPlace(after, identity)];
  for (const place of new Set([...old.keys(), ...current.keys()])) {
    yield* compare(`${name}[${place}]`, old.get(place) ?? null, current.get(place) ?? null);
  }
}

/** Whether every element has the member, and no two the same. */
function isIdentity(member: string, list: readonly Json[]): boolean {
  const values = list.map((element) => (isJsonObject(element) ? element[member] : undefined));
  return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
}

function byPlace(list: readonly Json[], identity: string | undefined): ReadonlyMap<string, Json> {
  return new Map(
    list.map((element, index) => {
      const place = identity === undefined ? index : (element as JsonObject)[identity];
      return [String(place), element];
    }),
  );
}
