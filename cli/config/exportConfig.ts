/** A service as it is, as the configuration that would change nothing of it. Pure. */
import { MASK } from '../../shared/engine/job/secretKeys';
import { isJsonObject, type JsonObject } from '../../shared/scim/json';
import type { LiveJob, LivePrincipal } from '../client/configuration';
import { isPlain, type KeptSecret } from '../client/secrets';
import { HOOK_KINDS, type HookKind, type LiveHook, PAUSE } from '../client/webhooks/hooks';
import { CONFIG_FORMAT, type HookConfig, type JobConfig, type PrincipalConfig } from './configFile';
import { stateOf } from './planConfig';

export function exportConfig(principals: readonly LivePrincipal[]): object {
  return { format: CONFIG_FORMAT, principals: principals.map(toPrincipal) };
}

function toPrincipal({ appId, displayName, notify, secrets = [], jobs }: LivePrincipal): PrincipalConfig {
  const said = secretsOf(secrets);
  return {
    displayName,
    appId,
    notify,
    jobs: jobs.map((job, index) => ({
      ...toJob(job, jobs),
      ...(index === 0 && Object.keys(said).length > 0 && { secrets: said }),
    })),
  };
}

/** What a disabled job shows for its interval is none. */
const NEVER = /^P\d{5,}D/;

function toJob(job: LiveJob, all: readonly LiveJob[]): JobConfig {
  const { resource, schema } = job;
  const { id, templateId: template, schedule, synchronizationJobSettings } = resource;
  const isOnly = all.filter((one) => one.resource.templateId === template).length === 1;
  const state = stateOf(job);
  const { id: _, version: __, ...said } = schema;
  return {
    ...(isOnly ? {} : { id }),
    template,
    settings: Object.fromEntries(synchronizationJobSettings.map(({ name, value }) => [name, value])),
    ...(NEVER.test(schedule.interval) ? {} : { interval: schedule.interval }),
    ...(state !== undefined && { state }),
    schema: said,
    ...hooksOf(job),
  };
}

/** Lists that are empty are left out: the file then says nothing of them, and takes away none elsewhere. */
function hooksOf({ hooks }: LiveJob): Pick<JobConfig, HookKind> {
  const lists = HOOK_KINDS.map((kind) => [kind, hooks.filter((one) => one.kind === kind).map(toHook)] as const);
  return Object.fromEntries(lists.filter(([, list]) => list.length > 0));
}

function toHook({ kind, name, definition, isPaused, secrets }: LiveHook): HookConfig {
  const asked = (member: string) => askedFor(`${kind.slice(0, -1)}_${name}_${member}`);
  const headers = isJsonObject(secrets.headers) ? Object.keys(secrets.headers) : [];
  return {
    ...definition,
    name,
    ...PAUSE[kind](isPaused),
    ...(secrets.secrets !== undefined && { secrets: [asked('secret')] }),
    ...(secrets.fetchSecret !== undefined && { fetchSecret: asked('fetchSecret') }),
    ...(secrets.secret !== undefined && { secret: asked('secret') }),
    ...(isJsonObject(secrets.scim) && { scim: withAsked(secrets.scim, asked) }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers.map((header) => [header, asked(header)])) }),
  };
}

/** Of an HR service's credentials those that nobody may read again. */
function withAsked(scim: JsonObject, asked: (key: string) => string): JsonObject {
  const auth = Object.entries(isJsonObject(scim.auth) ? scim.auth : {});
  return { ...scim, auth: Object.fromEntries(auth.map(([key, value]) => [key, value === MASK ? asked(key) : value])) };
}

/** Said by the settings of the job, too, which are exported. */
const ALSO_SETTINGS: ReadonlySet<string> = new Set(['SkipOutOfScopeDeletions']);
const THRESHOLD_MEMBERS: ReadonlySet<string> = new Set(['DeleteThresholdEnabled', 'DeleteThresholdValue']);

/** A secret is asked for by name when it is applied: `${env:SECRET_TOKEN}`. */
function secretsOf(kept: readonly KeptSecret[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    kept
      .filter(({ key }) => !ALSO_SETTINGS.has(key))
      .map(({ key, value }) => [key, isPlain(key, value) ? withoutThreshold(key, value) : askedFor(key)]),
  );
}

function withoutThreshold(key: string, value: string): string {
  if (key !== 'SyncNotificationSettings') return value;
  const members = Object.entries(JSON.parse(value) as Readonly<Record<string, unknown>>);
  return JSON.stringify(Object.fromEntries(members.filter(([name]) => !THRESHOLD_MEMBERS.has(name))));
}

/** `${env:SECRET_TOKEN}` */
function askedFor(name: string): string {
  const variable = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replace(/\W+/g, '_')
    .toUpperCase();
  return `\${env:${variable}}`;
}
