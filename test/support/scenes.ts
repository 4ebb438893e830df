/** What a job's story looks like from outside, on the workbench: entries, accounts, the job's own state, what is waiting. */
import type { ResetScope } from '../../shared/engine/job/resetScope';
import type { AttributeMapping, SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { restartJob } from '../../shared/pipeline/jobs/restartJob';
import type { FoundEntry } from '../../shared/pipeline/logs/queryLogs';
import type { JsonObject } from '../../shared/scim/json';
import type { Job } from '../../shared/store/jobs/jobs';
import type { Person } from '../../shared/store/people/people';
import type { IndexKind } from '../../shared/store/people/personIndex';
import { JOB_ID, type Workbench } from './workbench';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An entry in one line: `701984 create success`. */
export const told = ({ entry }: FoundEntry) => `${entry.source.id} ${entry.action} ${entry.status}`;

export interface Scenes {
  provision(...people: JsonObject[]): Promise<void>;
  job(): Promise<Job>;
  changeJob(change: Partial<Job>): Promise<void>;
  changeSettings(settings: Readonly<Record<string, string>>): Promise<void>;
  changeSchema(change: (schema: SynchronizationSchema) => SynchronizationSchema): Promise<void>;
  changeMappings(change: (mapping: AttributeMapping) => AttributeMapping): Promise<void>;
  restart(...scopes: ResetScope[]): Promise<void>;
  /** Whether the person's account is enabled; `undefined` when there is none. */
  enabled(externalId: string): Promise<boolean | undefined>;
  person(externalId: string): Promise<Person>;
  /** Source anchors of everyone of that kind, sorted. */
  listed(kind: IndexKind): Promise<readonly string[]>;
  log(externalId?: string): Promise<readonly string[]>;
  /** Advances the clock and lets the timer go round twice, the queue drained after each. */
  pass(ms: number): Promise<void>;
  /** Whether a cycle is under way. */
  isRunning(): Promise<boolean>;
}

export function scenesOf(bench: Workbench): Scenes {
  const { services } = bench;
  const scenes: Scenes = {
    async provision(...people) {
      await bench.upload(people);
      await bench.drain();
    },
    async job() {
      const found = await services.house.jobs.get(JOB_ID);
      if (found === undefined) throw new Error('The job is gone.');
      return found.value;
    },
    async changeJob(change) {
      await services.house.jobs.change(JOB_ID, (job) => ({ ...job, ...change }));
      services.house.contexts.forget(JOB_ID);
    },
    async changeSettings(settings) {
      await scenes.changeJob({ settings: { ...(await scenes.job()).settings, ...settings } });
    },
    async changeSchema(change) {
      const stored = await services.house.jobs.getSchema(JOB_ID);
      if (stored === undefined) throw new Error('The schema is gone.');
      await services.house.jobs.putSchema(JOB_ID, change(stored.value));
      services.house.contexts.forget(JOB_ID);
    },
    changeMappings: (change) =>
      scenes.changeSchema((schema) => ({
        ...schema,
        synchronizationRules: schema.synchronizationRules.map((rule) => ({
          ...rule,
          objectMappings: rule.objectMappings.map((all) => ({
            ...all,
            attributeMappings: all.attributeMappings.map(change),
          })),
        })),
      })),
    async restart(...scopes) {
      await restartJob(JOB_ID, new Set(scopes), services.house);
    },
    async enabled(externalId) {
      const [found] = await services.directory.find('employeeId', externalId, 1);
      return found?.properties.accountEnabled as boolean | undefined;
    },
    async person(externalId) {
      const stored = (await services.house.people.load(JOB_ID, [externalId])).get(externalId);
      if (stored === undefined) throw new Error('Nothing came back.');
      return stored.person;
    },
    async listed(kind) {
      const anchors: string[] = [];
      for await (const { anchor } of services.house.index.list(JOB_ID, kind)) anchors.push(anchor);
      return anchors.sort();
    },
    log: async (externalId) => (await bench.log(externalId)).map(told),
    async pass(ms) {
      bench.clock.advance(ms);
      await bench.supervise(2);
    },
    async isRunning() {
      const state = (await services.house.intake.read(JOB_ID))?.state;
      return state !== undefined && (state.cycle !== null || state.full.length > 0);
    },
  };
  return scenes;
}
