/** A service as it is, as the configuration that would change nothing of it. Pure. */
import type { LiveJob, LivePrincipal } from '../client/configuration';
import { isPlain, type KeptSecret } from '../client/secrets';
import { CONFIG_FORMAT, type JobConfig, type PrincipalConfig } from './configFile';
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
  };
}

/** Said by the settings of the job, too, which are exported. */
const ALSO_SETTINGS: ReadonlySet<string> = new Set(['SkipOutOfScopeDeletions']);
const THRESHOLD_MEMBERS: ReadonlySet<string> = new Set(['DeleteThresholdEnabled', 'DeleteThresholdValue']);

/** A secret is asked for by name when it is applied: `${env:SECRET_TOKEN}`. */
function secretsOf(kept: readonly KeptSecret[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    kept
      .filter(({ key }) => !ALSO_SETTINGS.has(key))
      .map(({ key, value }) => [
        key,
        isPlain(key, value) ? withoutThreshold(key, value) : `\${env:${variableOf(key)}}`,
      ]),
  );
}

function withoutThreshold(key: string, value: string): string {
  if (key !== 'SyncNotificationSettings') return value;
  const members = Object.entries(JSON.parse(value) as Readonly<Record<string, unknown>>);
  return JSON.stringify(Object.fromEntries(members.filter(([name]) => !THRESHOLD_MEMBERS.has(name))));
}

const variableOf = (key: string) => key.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
