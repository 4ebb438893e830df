/**
 * `npm start -- --demo`: four jobs with invented people in every state that the console shows. All of it comes through the public
 * API, as anybody's data would, but for the hour before it began (`history.ts`).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { House } from '../../shared/pipeline/ports';
import type { Clock, Logger } from '../../shared/ports';
import { writePrivateText } from '../privateFile';
import type { Stack } from '../stack';
import { type DemoClient, type DemoJob, demoClient, pathOf } from './client';
import { drawHistory } from './history';
import { changed, inventPeople, waitingFor } from './people';

/** In the data folder: whether it is the demo's, and made to the end. */
const MARK = 'demo';
const BEGUN = 'begun';
const MADE = 'made';

/** Whose jobs they are: applications that nobody has registered. */
const APPLICATIONS = {
  contractors: 'd0e00000-0000-4000-8000-000000000001',
  interns: 'd0e00000-0000-4000-8000-000000000002',
  branch: 'd0e00000-0000-4000-8000-000000000003',
} as const;

/** @returns whether the demo is still to be made @throws {Error} for a folder with anything in it that is not the demo's */
export async function openDemoFolder(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch(() => []);
  const mark = await readFile(join(folder, MARK), 'utf8').catch(() => '');
  if (mark === MADE) return false;
  if (entries.length === 0) return true;
  const why =
    mark === '' ? 'holds something that is not the demo’s' : 'holds a demo that was cut off while it was made';
  throw new Error(`The folder ${folder} ${why}. Name a new one with --data, or remove it.`);
}

interface DemoPorts {
  readonly stack: Pick<Stack, 'baseUrl' | 'issuer' | 'clients' | 'identity'>;
  readonly house: Pick<House, 'intake'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A quarter of a minute to a minute. @throws {Error} that says which step was refused */
export async function makeDemo(folder: string, { stack, house, clock, logger }: DemoPorts): Promise<void> {
  await writePrivateText(join(folder, MARK), BEGUN);
  const client = demoClient(stack);
  logger.info('Making the demo: four jobs, 300 invented people');
  const workers = await makeWorkers(client, stack.identity);
  const contractors = await makeContractors(client);
  const interns = await makeInterns(client);
  await makeBranch(client);
  await drawHistory(workers.jobId, 1, clock.now(), house);
  await drawHistory(contractors.jobId, 0.4, clock.now(), house);
  await drawHistory(interns.jobId, 0.2, clock.now(), house);
  await writePrivateText(join(folder, MARK), MADE);
  logger.info('The demo is made');
}

interface Row {
  readonly jobId: string;
  readonly people: number;
  readonly escrowed: number;
  readonly waiting: number;
  readonly backlog: { readonly operations: number };
}

const isIdle = (row: Row) => row.backlog.operations === 0;

const untilRow = (client: DemoClient, what: string, job: DemoJob, isSo: (row: Row) => boolean) =>
  client.until<Row>(what, `GET /muster/jobs/${job.jobId}`, isSo);

/** Healthy, but for people who fail for three causes and two who wait for a manager; somebody leaves. */
async function makeWorkers(client: DemoClient, { servicePrincipalId, jobId }: DemoJob): Promise<DemoJob> {
  const job = { servicePrincipalId, jobId };
  await client.ask(`PATCH /v1.0/servicePrincipals/${servicePrincipalId}`, { displayName: 'Workers to Entra ID' });
  const people = inventPeople('W', 180);
  const all = people.map((person, index) => {
    if (index % 15 === 7) return changed(person, { userName: `${person.externalId.toLowerCase()}@old-name.test` });
    if (index === 40 || index === 99 || index === 140) return changed(person, { displayName: null, name: null });
    if (index === 62 || index === 121) return changed(person, { userName: people[index - 1]?.userName });
    return index === 30 || index === 75 ? waitingFor(person, 'W89607') : person;
  });
  await client.upload(job, all);
  await untilRow(client, 'the workers', job, (row) => row.people > 150 && isIdle(row));
  const promoted = all.slice(100, 130).map((person) => changed(person, { title: 'Senior Consultant' }));
  await client.upload(job, [...promoted, ...all.slice(0, 12)]);
  await client.upload(
    job,
    all.slice(150, 154).map((person) => changed(person, { active: false })),
  );
  await untilRow(client, 'the leavers', job, isIdle);
  return job;
}

/** A file that was cut off asks for 36 of 60 accounts: the guard holds them, and the job is in quarantine. */
async function makeContractors(client: DemoClient): Promise<DemoJob> {
  const job = await client.makeJob('Contractors to Entra ID', APPLICATIONS.contractors, { templateId: 'API2AAD' });
  await client.ask(`PATCH ${pathOf(job)}`, { schedule: { accidentalDeletionThreshold: 10 } });
  await client.ask(`POST ${pathOf(job)}/start`);
  const people = inventPeople('C', 60);
  await client.upload(job, people);
  await untilRow(client, 'the contractors', job, (row) => row.people === 60 && isIdle(row));
  await client.upload(
    job,
    people.slice(0, 36).map((person) => changed(person, { active: false })),
  );
  await client.until<{ tripped: boolean; staged: number }>(
    'the held deletions',
    `GET /muster/jobs/${job.jobId}/guard`,
    ({ tripped, staged }) => tripped && staged === 36,
  );
  return job;
}

/** Paused: twelve people wait in order. */
async function makeInterns(client: DemoClient): Promise<DemoJob> {
  const job = await client.makeJob('Interns to Entra ID', APPLICATIONS.interns, { templateId: 'API2AAD' });
  await client.ask(`POST ${pathOf(job)}/start`);
  const people = inventPeople('I', 60);
  await client.upload(job, people.slice(0, 48));
  await untilRow(client, 'the interns', job, (row) => row.people === 48 && isIdle(row));
  await client.ask(`POST ${pathOf(job)}/pause`);
  await client.upload(job, people.slice(48));
  return job;
}

/** Into a directory that only an agent reaches, and no agent has come yet. */
async function makeBranch(client: DemoClient): Promise<void> {
  await client.makeJob('Branch office to Active Directory', APPLICATIONS.branch, {
    templateId: 'API2AD',
    synchronizationJobSettings: [{ name: 'IsSynchronizationAgentRequired', value: 'true' }],
  });
}
