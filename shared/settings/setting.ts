/** One row of the table of settings, and reading many of them at once: every fault is found. */
import { type Kind, Misfit } from './kinds';

interface Row<T> {
  readonly kind: Kind<T>;
  /** What it is for, in a few words and without a full stop: docs/settings.md and messages show it. */
  readonly meaning: string;
  /** Its value must be in no log, no document and no message. */
  readonly isSecret: boolean;
}

/** Has a value of its own when it is not set. */
export interface Defaulted<T> extends Row<T> {
  readonly fallback: T;
}

/** Without it nothing starts. */
export interface Needed<T> extends Row<T> {
  readonly needed: true;
}

/** May be left out; `otherwise` says what then is. */
export interface Optional<T> extends Row<T> {
  readonly otherwise: string;
}

export type Setting<T> = Defaulted<T> | Needed<T> | Optional<T>;

/** What a table of settings reads as: `undefined` for what is not set and has no default. */
export type Values<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Defaulted<infer T>
    ? T
    : Table[Name] extends Row<infer T>
      ? T | undefined
      : never;
};

export function withDefault<T>(kind: Kind<T>, fallback: NoInfer<T>, meaning: string): Defaulted<T> {
  return { kind, meaning, fallback, isSecret: false };
}

export function needed<T>(kind: Kind<T>, meaning: string): Needed<T> {
  return { kind, meaning, needed: true, isSecret: false };
}

export function optional<T>(kind: Kind<T>, meaning: string, otherwise = 'none'): Optional<T> {
  return { kind, meaning, otherwise, isSecret: false };
}

export function secret<T>(kind: Kind<T>, meaning: string, otherwise = 'none'): Optional<T> {
  return { kind, meaning, otherwise, isSecret: true };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is set, without blanks around it; a blank is nothing. */
export const textOf = (environment: Environment, name: string): string | undefined =>
  environment[name]?.trim() || undefined;

/** What App Service leaves in place where it could not put the secret itself. */
const isUnresolved = (value: string | undefined) => value?.trimStart().startsWith('@Microsoft.KeyVault(') ?? false;
const UNRESOLVED =
  "is a vault reference that App Service could not resolve: look at the app's identity and the vault's access";

/**
 * @param tell hears of each fault, a sentence with the setting's name
 * @returns every value; what is missing or wrong has its default, or is `undefined`
 */
export function readValues<Table extends Readonly<Record<string, Setting<unknown>>>>(
  table: Table,
  environment: Environment,
  tell: (fault: string) => void,
): Values<Table> {
  const entries = Object.entries(table).map(([name, row]) => [name, readValue(name, row, environment, tell)]);
  return Object.fromEntries(entries) as Values<Table>;
}

function readValue<T>(name: string, row: Setting<T>, environment: Environment, tell: (fault: string) => void) {
  const fallback = 'fallback' in row ? row.fallback : undefined;
  if (isUnresolved(environment[name])) {
    tell(`${name} ${UNRESOLVED}.`);
    return fallback;
  }
  const text = textOf(environment, name);
  if (text === undefined) {
    if ('needed' in row) tell(`${name} is missing: ${row.meaning}.`);
    return fallback;
  }
  try {
    return row.kind.read(text);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    tell(`${name} ${error.message}.`);
    return fallback;
  }
}
