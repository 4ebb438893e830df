/** Configuration as code: what stands in `muster.json`, and what is wrong with it (spec/hands.md 1.9). Pure. */
import type { JsonObject } from '../../shared/scim/json';
import { usage } from '../exit';

export const CONFIG_FORMAT = 'muster.config/1';

export interface Config {
  readonly principals: readonly PrincipalConfig[];
}

export interface PrincipalConfig {
  /** Client id of the application that uploads; needed to make one. */
  readonly appId?: string;
  readonly displayName: string;
  /** Who gets its mail. */
  readonly notify?: readonly string[];
  readonly jobs: readonly JobConfig[];
}

export const STATES = ['started', 'paused'] as const;

/** What is left out stays as it is. */
export interface JobConfig {
  /** Found by this, else by its principal and template. */
  readonly id?: string;
  readonly template: string;
  /** By name; `null` takes one away. */
  readonly settings?: Readonly<Record<string, string | null>>;
  /** ISO 8601. */
  readonly interval?: string;
  readonly state?: (typeof STATES)[number];
  /** A file beside this one, or the schema itself. */
  readonly schema?: string | Readonly<Record<string, unknown>>;
  /** A folder of mapping tests, which must pass before anything is written. */
  readonly cases?: string;
  /** By key: text, `${env:NAME}`, `${file:PATH}` or a reference to a vault. Of all jobs of the principal. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** By name, each a whole definition (docs/inlets.md, docs/outlets.md). */
  readonly inlets?: readonly HookConfig[];
  readonly outlets?: readonly HookConfig[];
}

/** Of an inlet or an outlet: its definition, its secrets, and whether it is paused. */
export type HookConfig = JsonObject & { readonly name: string };

type Members = Readonly<Record<string, unknown>>;
type Expectation = readonly [expected: string, holds: (value: unknown) => boolean];

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const holdsTexts = (value: unknown) => isObject(value) && Object.values(value).every((one) => typeof one === 'string');
const isNamed = (value: unknown) => {
  const names = Array.isArray(value)
    ? value.map((one) => (isObject(one) && isText(one.name) ? one.name : undefined))
    : [undefined];
  return !names.includes(undefined) && new Set(names).size === names.length;
};
const NAMED: Expectation = ['a list of definitions, each with a name of its own', isNamed];
const TEXT: Expectation = ['text', isText];

const PRINCIPAL: Readonly<Record<keyof PrincipalConfig, Expectation>> = {
  appId: TEXT,
  displayName: TEXT,
  notify: ['a list of mail addresses', isTexts],
  jobs: ['a list of jobs', Array.isArray],
};

const JOB: Readonly<Record<keyof JobConfig, Expectation>> = {
  id: TEXT,
  template: TEXT,
  settings: [
    'an object of texts, null for one that is taken away',
    (value) => isObject(value) && Object.values(value).every((one) => one === null || typeof one === 'string'),
  ],
  interval: ['a duration such as PT40M', (value) => isText(value) && /^P/.test(value)],
  state: [STATES.join(' or '), (value) => STATES.some((state) => state === value)],
  schema: ['the name of a file, or a schema', (value) => isText(value) || isObject(value)],
  cases: ['the name of a folder', isText],
  secrets: ['an object of texts', holdsTexts],
  inlets: NAMED,
  outlets: NAMED,
};

/** @param shown how the file is called @throws {Failure} 2 with every fault and its place */
export function parseConfig(value: unknown, shown: string): Config {
  const faults = [...faultsOf(value)];
  if (faults.length === 0) return value as Config;
  throw usage(`${shown} is no configuration:`, { code: 'InvalidConfig', details: faults });
}

function* faultsOf(value: unknown): Generator<string> {
  if (!isObject(value)) return yield 'It must be a JSON object.';
  if (value.format !== CONFIG_FORMAT) yield `format must be "${CONFIG_FORMAT}".`;
  if (!Array.isArray(value.principals)) return yield 'principals must be a list.';
  yield* others(value, ['format', 'principals'], '');
  for (const [index, principal] of value.principals.entries()) {
    const at = `principals[${index}]`;
    yield* ofMembers(principal, at, PRINCIPAL, ['displayName', 'jobs']);
    const jobs = isObject(principal) && Array.isArray(principal.jobs) ? principal.jobs : [];
    for (const [place, job] of jobs.entries()) yield* ofMembers(job, `${at}.jobs[${place}]`, JOB, ['template']);
    if (jobs.filter((job) => isObject(job) && job.secrets !== undefined).length > 1) {
      yield `${at}.jobs: its secrets belong to all of them, and stand in one.`;
    }
  }
}

function* ofMembers(
  value: unknown,
  at: string,
  expectations: Readonly<Record<string, Expectation>>,
  needed: readonly string[],
): Generator<string> {
  if (!isObject(value)) return yield `${at} must be an object.`;
  for (const [name, [expected, holds]] of Object.entries(expectations)) {
    if (value[name] === undefined ? needed.includes(name) : !holds(value[name])) {
      yield `${at}.${name} must be ${expected}.`;
    }
  }
  yield* others(value, Object.keys(expectations), `${at}.`);
}

/** A misspelled name would be one that never takes effect. */
function* others(value: Members, known: readonly string[], at: string): Generator<string> {
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) yield `${at}${name} is not known here; expected ${known.join(', ')}.`;
  }
}
