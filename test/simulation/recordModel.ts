/**
 * What the record of a person should be, told in another way than Muster does it: all that was said, replayed in the order of
 * the numbers. Muster merges in whatever order things come, and must end there.
 */
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';
import type { Evidence } from './evidence';
import { isPurged } from './guardInvariants';
import { ENTERPRISE } from './parts';
import { TWICE } from './people';
import { CLEARED, IN_SCOPE, LEFT_ALONE } from './schema';
import { REFUSED_DOMAIN } from './target';
import type { Weather } from './weather';

export interface Saying {
  readonly sequence: number;
  readonly bulkId: string;
  readonly data: JsonObject;
  /** When its first entry was made, milliseconds since the epoch. */
  readonly answeredAt: number;
  /** A restart purged it: it counts only where it had been taken in before, when it was held or failed. */
  readonly purged: boolean;
}

/** What was accepted, by source anchor; in the order of the numbers. */
export function sayings({ logged, planned }: Evidence): ReadonlyMap<string, readonly Saying[]> {
  const all = new Map<string, Map<number, Saying>>();
  for (const { entry, at } of logged) {
    const operation = planned.get(entry.operation?.bulkId ?? '');
    if (operation?.anchor == null || entry.operation === null) continue;
    const { sequence } = entry.operation;
    const ofPerson = all.get(operation.anchor) ?? new Map<number, Saying>();
    const purged = isPurged(entry) || ofPerson.get(sequence)?.purged === true;
    const answeredAt = Math.min(at, ofPerson.get(sequence)?.answeredAt ?? at);
    ofPerson.set(sequence, { sequence, bulkId: operation.bulkId, data: operation.data, answeredAt, purged });
    all.set(operation.anchor, ofPerson);
  }
  return new Map(
    [...all].map(([anchor, some]) => [anchor, [...some.values()].sort((a, b) => a.sequence - b.sequence)]),
  );
}

/**
 * An object is added to member by member; whatever else there is replaces what was there. What is left out where both gates
 * are open was said to be null.
 */
export function replay(said: readonly Pick<Saying, 'data'>[], { openGates }: Pick<Weather, 'openGates'>): JsonObject {
  const record: Record<string, Json> = {};
  for (const { data } of said) {
    if (openGates && data.timezone === undefined) record.timezone = null;
    for (const [name, value] of Object.entries(data)) {
      const before = record[name];
      if (value === undefined) continue;
      record[name] = isJsonObject(value) ? { ...(isJsonObject(before) && before), ...value } : value;
    }
  }
  return record;
}

export interface Expected {
  readonly data: JsonObject;
  /** The operation whose title it is; `undefined` where none is known. */
  readonly title: string | undefined;
  /** What the account has of it, by target attribute; a blank writes nothing, so nothing is told of it. */
  readonly texts: Readonly<Record<string, string>>;
  readonly isActive: boolean | undefined;
  /** The target never takes this. */
  readonly isRefused: boolean;
  readonly manager: string | null;
  /** One that was said later was purged: it is the person's where it had been taken in when it was held or failed. */
  readonly isManagerPurged: boolean;
  /** The scoping filter keeps the person out. */
  readonly isOut: boolean;
  /** The input filter leaves the account as it is. */
  readonly isLeftAlone: boolean;
  /** What the account does not have: it was said to have no value, where both gates of null flow are open. */
  readonly cleared: readonly string[];
  /** All that an account needs was said. */
  readonly isWhole: boolean;
  /** A part of what was said was purged: it may be known and not be written, or be written and not be known. */
  readonly isPartlyPurged: boolean;
}

/** Of everybody of whom something was said that was not purged. */
export function expectedPeople(evidence: Evidence): ReadonlyMap<string, Expected> {
  const expected = new Map<string, Expected>();
  for (const [anchor, all] of sayings(evidence)) {
    const said = all.filter(({ purged }) => !purged);
    const isPartlyPurged = evidence.weather.parts > 0 && said.length < all.length;
    if (said.length === 0 || anchor === TWICE) continue;
    const isManagerPurged = all.findLast(({ data }) => namesManager(data))?.purged === true;
    const known = expect(replay(said, evidence.weather), evidence.weather);
    expected.set(anchor, { ...known, isPartlyPurged, isManagerPurged });
  }
  return expected;
}

function namesManager({ [ENTERPRISE]: extension }: JsonObject): boolean {
  return extension === null || (isJsonObject(extension) && extension.manager !== undefined);
}

function expect(data: JsonObject, weather: Weather): Omit<Expected, 'isPartlyPurged' | 'isManagerPurged'> {
  const { title, active, userName } = data;
  const extension = data[ENTERPRISE];
  const manager = isJsonObject(extension) && isJsonObject(extension.manager) ? extension.manager.value : null;
  return {
    data,
    title: typeof title === 'string' && title !== '' ? title : undefined,
    texts: textsOf(data),
    isActive: typeof active === 'boolean' ? active : undefined,
    isWhole: data.userName !== undefined && data.displayName !== undefined,
    isOut: weather.scoped && data.userType !== IN_SCOPE,
    isLeftAlone: weather.filtered && data.locale === LEFT_ALONE,
    cleared: weather.openGates && data.timezone === null ? [CLEARED] : [],
    isRefused: String(userName).endsWith(REFUSED_DOMAIN),
    manager: typeof manager === 'string' ? manager : null,
  };
}

/** By what the default schema maps. */
function textsOf({
  title,
  displayName,
  userName,
  timezone,
  name,
  [ENTERPRISE]: extension,
}: JsonObject): Record<string, string> {
  const [named, work] = [name, extension].map((value) => (isJsonObject(value) ? value : {}));
  const mapped = {
    jobTitle: title,
    displayName,
    userPrincipalName: userName,
    givenName: named?.givenName,
    surname: named?.familyName,
    department: work?.department,
    [CLEARED]: timezone,
  };
  return Object.fromEntries(
    Object.entries(mapped).flatMap(([target, value]) =>
      typeof value === 'string' && value !== '' ? [[target, value]] : [],
    ),
  );
}
