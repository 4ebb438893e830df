/**
 * The form of a connection: what is saved as its fields, and what of them must be sent. A saved secret is the mask, which stands for it
 * until another is typed; it is never sent elsewhere, so a new address wants the secret again (docs/operations.md, *Secrets, safely*).
 */
import { changedDestinations, isSecret, MASK, secretKey } from '../../../shared/engine/job/secretKeys';
import { type ConnectionField, keysOf, type SecretKey, type TargetKind, type Way, wayNamed, wayOf } from './connection';

export { MASK };

/** By key, and `way`: which of the ways it is. */
export type ConnectionValues = Readonly<Record<string, string>>;

export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** What a `PATCH` is to change; `null` takes a key away. */
export interface PairChange {
  readonly key: SecretKey;
  readonly value: string | null;
}

const mapOf = (saved: readonly Pair[]) => new Map(saved.map(({ key, value }) => [key, value]));

export function toForm(kind: TargetKind, saved: readonly Pair[]): ConnectionValues {
  const values = mapOf(saved);
  const way = wayNamed(kind, wayOf(kind, values));
  const shown = way.fields.map(({ key, prefix = '' }) => [key, (values.get(key) ?? '').slice(prefix.length)] as const);
  return { way: way.id, ...Object.fromEntries(shown) };
}

/** Whether the field is a secret that is saved and stays as it is. */
export const isKept = (values: ConnectionValues, { key }: Pick<ConnectionField, 'key'>): boolean =>
  values[key] === MASK && isSecret(key);

export const wayIn = (kind: TargetKind, values: ConnectionValues): Way => wayNamed(kind, values.way);

/**
 * In the order of the form. Of another way than before, all go that it does not have: which way is meant is read from what is saved.
 * What stands beside a way that stays is left alone.
 */
export function changesOf(kind: TargetKind, saved: readonly Pair[], values: ConnectionValues): readonly PairChange[] {
  const before = mapOf(saved);
  const way = wayIn(kind, values);
  const wanted = new Map<SecretKey, string>(way.type === undefined ? [] : [['AuthenticationType', way.type]]);
  for (const field of way.fields) {
    const value = (values[field.key] ?? '').trim();
    if (value !== '') wanted.set(field.key, `${field.prefix ?? ''}${value}`);
  }
  const set = [...wanted].filter(([key, value]) => value !== (before.get(key) ?? ''));
  const isOther = way.id !== wayOf(kind, before);
  const own = isOther ? [...keysOf(kind)] : way.fields.map(({ key }) => key);
  const gone = own.filter((key) => before.has(key) && !wanted.has(key));
  return [
    ...set.filter(([key, value]) => !(value === MASK && isSecret(key))).map(([key, value]) => ({ key, value })),
    ...gone.map((key) => ({ key, value: null })),
  ];
}

/** The whole set as it will be. */
export function merged(saved: readonly Pair[], changes: readonly PairChange[]): readonly Pair[] {
  const changed = new Set<string>(changes.map(({ key }) => key));
  const given = changes.flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]));
  return [...saved.filter(({ key }) => !changed.has(key)), ...given];
}

export type ConnectionFault = 'missing' | 'enterAgain';

/** What keeps it from being saved, by key. */
export function faultsOf(
  kind: TargetKind,
  saved: readonly Pair[],
  values: ConnectionValues,
): Readonly<Record<string, ConnectionFault>> {
  const after = merged(saved, changesOf(kind, saved, values));
  const isElsewhere = changedDestinations(saved, after).length > 0;
  const kept = after.filter(({ key, value }) => value === MASK && isSecretKey(key)).map(({ key }) => key);
  const missing = wayIn(kind, values)
    .fields.filter(({ key, required }) => required === true && (values[key] ?? '').trim() === '')
    .map(({ key }) => key);
  return {
    ...Object.fromEntries(isElsewhere ? kept.map((key) => [key, 'enterAgain' as const]) : []),
    ...Object.fromEntries(missing.map((key) => [key, 'missing' as const])),
  };
}

function isSecretKey(text: string): boolean {
  const key = secretKey(text);
  return key !== undefined && isSecret(key);
}

/** Settings of jobs that are saved among the secrets, and have forms of their own. */
const SETTINGS: ReadonlySet<string> = new Set(['SyncNotificationSettings', 'SkipOutOfScopeDeletions']);

/** What is tried before it is saved; `undefined` where a secret is not known here, so that only what is saved can be. */
export function toTry(saved: readonly Pair[], changes: readonly PairChange[]): readonly Pair[] | undefined {
  const all = merged(saved, changes).filter(({ key }) => !SETTINGS.has(key));
  return all.some(({ key, value }) => value === MASK && isSecretKey(key)) ? undefined : all;
}

/** Saved, and no field of the way that is saved: shown, so that nobody wonders. */
export function othersSaved(kind: TargetKind, saved: readonly Pair[]): readonly Pair[] {
  const way = wayNamed(kind, wayOf(kind, mapOf(saved)));
  const own = new Set<string>(way.fields.map(({ key }) => key));
  if (way.type !== undefined) own.add('AuthenticationType');
  return saved.filter(({ key }) => !own.has(key) && !SETTINGS.has(key));
}

/** The fields of a draft that may be kept in the browser: no secret is. */
export const withoutSecrets = (values: ConnectionValues): ConnectionValues =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !isSecretKey(key)));
