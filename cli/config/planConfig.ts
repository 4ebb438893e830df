/** What a configuration would change of a service as it is, place by place. What the file leaves out stays. Pure. */
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import type { LiveJob, LivePrincipal } from '../client/configuration';
import { isPlain } from '../client/secrets';
import type { HookKind } from '../client/webhooks/hooks';
import { usage } from '../exit';
import type { JobConfig, PrincipalConfig } from './configFile';
import type { PathDifference } from './jsonDiff';
import { type HookPlan, planHooks } from './planHooks';
import type { WantedHook } from './readHooks';
import { judgeSchema, schemaDifferences } from './schemaFile';

/** A job of the file, its values resolved and its schema read. */
export interface WantedJob extends Omit<JobConfig, 'schema' | 'secrets' | HookKind> {
  readonly schema?: SynchronizationSchema;
  /** Only those that are to be written. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly hooks: readonly WantedHook[];
  /** Those that the file lists, were it that there are none. */
  readonly hookKinds: readonly HookKind[];
}

export interface WantedPrincipal extends Omit<PrincipalConfig, 'jobs'> {
  readonly jobs: readonly WantedJob[];
}

export interface JobPlan {
  readonly wanted: WantedJob;
  /** `undefined`: it is to be made. */
  readonly live: LiveJob | undefined;
  readonly made: readonly PathDifference[];
  readonly secrets: readonly PathDifference[];
  readonly schema: readonly PathDifference[];
  readonly settings: readonly PathDifference[];
  readonly hooks: readonly HookPlan[];
  readonly state: readonly PathDifference[];
}

export interface PrincipalPlan {
  readonly wanted: WantedPrincipal;
  readonly live: LivePrincipal | undefined;
  readonly principal: readonly PathDifference[];
  readonly jobs: readonly JobPlan[];
}

/**
 * @param pruned kinds of which those go that the file does not name, in jobs for which it lists that kind
 * @throws {Failure} 2 where it is not clear which job or principal is meant
 */
export function planConfig(
  wanted: readonly WantedPrincipal[],
  live: readonly LivePrincipal[],
  pruned: readonly HookKind[],
): readonly PrincipalPlan[] {
  return wanted.map((principal, index) => planPrincipal(principal, live, pruned, `principals[${index}]`));
}

export function differencesOfPlan(plans: readonly PrincipalPlan[]): readonly PathDifference[] {
  return plans.flatMap(({ principal, jobs }) => [
    ...principal,
    ...jobs.flatMap(({ made, secrets, schema, settings, hooks, state }) => [
      ...made,
      ...secrets,
      ...schema,
      ...settings,
      ...hooks.flatMap(({ definition, pause }) => [...definition, ...pause]),
      ...state,
    ]),
  ]);
}

function planPrincipal(
  wanted: WantedPrincipal,
  all: readonly LivePrincipal[],
  pruned: readonly HookKind[],
  at: string,
): PrincipalPlan {
  const live = principalOf(wanted, all, at);
  const { displayName, notify } = wanted;
  const principal: readonly PathDifference[] =
    live === undefined
      ? [{ path: at, before: undefined, after: displayName }]
      : notify === undefined || sameTexts(notify, live.notify)
        ? []
        : [{ path: `${at}.notify`, before: live.notify, after: notify }];
  return {
    wanted,
    live,
    principal,
    jobs: wanted.jobs.map((job, index) => planJob(job, live, pruned, `${at}.jobs[${index}]`)),
  };
}

const sameTexts = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((text, index) => text === other[index]);

function principalOf({ displayName, appId, jobs }: WantedPrincipal, all: readonly LivePrincipal[], at: string) {
  const ids = new Set(jobs.flatMap(({ id }) => id ?? []));
  const byJob = all.filter((one) => one.jobs.some(({ resource }) => ids.has(resource.id)));
  const named = all.filter((one) => one.displayName === displayName && (appId === undefined || one.appId === appId));
  const found = byJob.length > 0 ? byJob : named;
  if (found.length > 1) {
    throw usage(`Several service principals are called "${displayName}".`, {
      code: 'Ambiguous',
      place: at,
      details: found.map((one) => `${one.displayName}  appId ${one.appId}`),
      advice: 'Say which by appId, or by the id of a job.',
    });
  }
  if (found.length === 0 && appId === undefined) {
    throw usage(`There is no service principal "${displayName}", and none can be made without its appId.`, {
      place: at,
    });
  }
  return found[0];
}

function jobOf({ id, template }: WantedJob, principal: LivePrincipal | undefined, at: string): LiveJob | undefined {
  const jobs = principal?.jobs ?? [];
  const found = jobs.filter(({ resource }) =>
    id === undefined ? resource.templateId === template : resource.id === id,
  );
  if (found.length > 1) {
    throw usage(`${principal?.displayName} has several jobs of ${template}.`, {
      code: 'Ambiguous',
      place: at,
      details: found.map(({ resource }) => resource.id),
      advice: 'Say which by its id.',
    });
  }
  if (found.length === 0 && id !== undefined) {
    throw usage(`There is no job ${id}.`, { code: 'NoJob', place: at, advice: 'Leave its id out to have one made.' });
  }
  return found[0];
}

function planJob(
  wanted: WantedJob,
  principal: LivePrincipal | undefined,
  pruned: readonly HookKind[],
  at: string,
): JobPlan {
  const live = jobOf(wanted, principal, at);
  const mayGo = pruned.filter((kind) => wanted.hookKinds.includes(kind));
  return {
    wanted,
    live,
    made: live === undefined ? [{ path: at, before: undefined, after: wanted.template }] : [],
    secrets: secretDifferences(wanted, principal, `${at}.secrets`),
    schema: ofSchema(wanted, live, `${at}.schema`),
    settings: ofSettings(wanted, live, at),
    hooks: planHooks(wanted.hooks, live?.hooks ?? [], mayGo, at),
    state: ofState(wanted, live, `${at}.state`),
  };
}

/** What is secret cannot be compared: it would be set. */
function secretDifferences({ secrets = {} }: WantedJob, principal: LivePrincipal | undefined, at: string) {
  return Object.entries(secrets).flatMap(([key, value]): readonly PathDifference[] => {
    const kept = principal?.secrets?.find((one) => one.key.toLowerCase() === key.toLowerCase())?.value;
    const path = `${at}.${key}`;
    if (!isPlain(key, value)) return [{ path, before: kept, after: 'would be set' }];
    return kept !== undefined && saysAsMuch(value, kept) ? [] : [{ path, before: kept, after: value }];
  });
}

/** Values that are JSON may leave out what is to stay. */
function saysAsMuch(wanted: string, kept: string): boolean {
  if (wanted === kept) return true;
  try {
    const [said, known] = [JSON.parse(wanted), JSON.parse(kept)] as readonly Record<string, unknown>[];
    if (typeof said !== 'object' || said === null || typeof known !== 'object' || known === null) return false;
    return Object.entries(said).every(([name, value]) => JSON.stringify(value) === JSON.stringify(known[name]));
  } catch {
    return false;
  }
}

function ofSchema({ schema }: WantedJob, live: LiveJob | undefined, at: string): readonly PathDifference[] {
  if (schema === undefined) return [];
  if (live === undefined) return [{ path: at, before: undefined, after: 'would be set' }];
  const now = judgeSchema(live.schema, 'The schema of the job').schema;
  return schemaDifferences(now, schema).map((one) => ({ ...one, path: `${at}.${one.path}` }));
}

function ofSettings({ settings = {}, interval }: WantedJob, live: LiveJob | undefined, at: string) {
  const kept = live?.resource.synchronizationJobSettings ?? [];
  const ofNames = Object.entries(settings).flatMap(([name, value]): readonly PathDifference[] => {
    const before = kept.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value;
    const after = value ?? undefined;
    return before === after ? [] : [{ path: `${at}.settings.${name}`, before, after }];
  });
  const before = live?.resource.schedule.interval;
  if (interval === undefined || interval === before) return ofNames;
  return [...ofNames, { path: `${at}.interval`, before, after: interval }];
}

function ofState({ state }: WantedJob, live: LiveJob | undefined, at: string): readonly PathDifference[] {
  const before = live === undefined ? undefined : stateOf(live);
  return state === undefined || state === before ? [] : [{ path: at, before, after: state }];
}

/** @returns `undefined` for one that was never started, or was disabled */
export function stateOf({ resource }: LiveJob): JobConfig['state'] {
  const { state } = resource.schedule;
  return state === 'Active' ? 'started' : state === 'Paused' ? 'paused' : undefined;
}
