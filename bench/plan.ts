/** B10: planning 50,000 people needs no more memory than planning 500, beside the body, which is there in any case (decision 0011). */

import { buildServices } from '../shared/composition/services';
import { systemClock, systemRandom } from '../shared/composition/system';
import { ensureReadyJob } from '../shared/pipeline/jobs/ensureReadyJob';
import { peopleOf, planPeople } from '../shared/pipeline/preview/planPeople';
import { addLine, forecastGuard, NO_PLAN_TOTALS } from '../shared/pipeline/preview/planTotals';
import { parseBulkRequest } from '../shared/scim/bulkRequest';
import { readSettings } from '../shared/settings';
import { createMemoryStorage } from '../shared/store/memory/memoryStorage';
import { createMemoryTarget } from './memoryTarget';
import { bulkBody, people } from './people';
import type { BenchRow } from './row';

const SMALL = 500;
const LARGE = 50_000;
const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
const JOB_ID = 'API2AAD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.plan';
const MIB = 1024 * 1024;
/** Lines between two looks at the heap. */
const LOOK_EVERY = 250;

export async function benchPlan(): Promise<readonly BenchRow[]> {
  await addedBy(SMALL); // what is compiled and cached once is nobody's memory
  const few = await addedBy(SMALL);
  const many = await addedBy(LARGE);
  return [
    { name: `B10 plan of ${SMALL}: heap that planning adds, MiB`, value: few, budget: 8, bound: 'most' },
    { name: `B10 plan of ${LARGE}: heap that planning adds, MiB`, value: many, budget: 8, bound: 'most' },
  ];
}

/** @returns MiB of live heap at its highest, above what the parsed body and the list of people take */
async function addedBy(count: number): Promise<number> {
  const services = await openServices();
  const verdict = parseBulkRequest(bulkBody(people(0, count)), count);
  const context = await services.house.contexts.get(JOB_ID);
  if (!verdict.ok || context === undefined) throw new Error('The bench plan was refused.');
  const everyone = peopleOf(verdict.operations);
  const before = liveHeap();
  let [highest, lines, totals] = [before, 0, NO_PLAN_TOTALS];
  for await (const planned of planPeople(everyone, 0, context, services.house)) {
    for (const line of planned) totals = addLine(totals, line);
    lines += planned.length;
    if (lines % LOOK_EVERY === 0) highest = Math.max(highest, liveHeap());
  }
  await forecastGuard(totals, context, () => true, services.house);
  if (totals.create !== count) throw new Error(`${count} people were to be created, the plan says ${totals.create}.`);
  return Math.max(0, highest - before) / MIB;
}

async function openServices() {
  const settings = readSettings({ AzureWebJobsStorage: 'in memory', TENANT_ID, VERIFIED_DOMAINS: 'adatum.example' });
  const storage = createMemoryStorage({ clock: systemClock });
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const world = { storage, clock: systemClock, random: systemRandom, logger };
  const services = buildServices(settings, { ...world, target: createMemoryTarget(true) });
  await services.ready();
  const job = { servicePrincipalId: TENANT_ID, appId: TENANT_ID, displayName: 'Bench', jobId: JOB_ID };
  const owner = { ownerAppIds: [], notificationEmail: 'bench@adatum.example' };
  await ensureReadyJob({ ...job, ...owner }, services.house);
  return services;
}

function liveHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
