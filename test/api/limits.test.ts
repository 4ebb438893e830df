/**
 * How much a request may name, and how long its texts may be: the last that is taken, and the first that is refused with its place.
 * Whether the request is good otherwise is not asked: a fault elsewhere is not one of this limit's.
 */

import { namedNumbers } from '../numbers/numbers';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../support/functionHost';
import { addOutlet, OUTLET_SETTINGS } from '../support/outlets';
import { readSourceTree } from '../support/sourceTree';
import { ROOT } from '../support/stack';
import { createWorkbench } from '../support/workbench';

interface Limit {
  /** The number's name, with its module in `shared/api`. */
  readonly name: string;
  readonly request: string;
  readonly target: string;
  /** A body that is as large as this. */
  body(size: number): object;
  readonly most: number;
  /** What is one more: milliseconds are told by the second. */
  readonly step?: number;
  /** Whether nothing at all is refused too. */
  readonly fromOne?: boolean;
}

const texts = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);
const OUTLET = `${MUSTER_JOB}/outlets/slack`;
const seen = (externalId: string) => ({ externalId, heldSinceDateTime: '2026-01-15T00:00:00Z' });

const LIMITS: readonly Limit[] = [
  {
    name: 'jobs/heldDeletions LONGEST_NOTE',
    request: `POST ${MUSTER_JOB}/heldDeletions/allow`,
    target: 'note',
    body: (size) => ({ note: 'x'.repeat(size) }),
    most: 1_000,
  },
  {
    name: 'jobs/heldDeletions MOST_DELETIONS',
    request: `POST ${MUSTER_JOB}/heldDeletions/allow`,
    target: 'deletions',
    body: (size) => ({ deletions: texts(size).map(seen) }),
    most: 1_000,
    fromOne: true,
  },
  {
    name: 'jobs/jobControl LONGEST_MESSAGE',
    request: `POST ${MUSTER_JOB}/quarantine`,
    target: 'message',
    body: (size) => ({ message: 'x'.repeat(size), reason: 'none' }),
    most: 1_000,
  },
  {
    name: 'jobs/jobPatch LONGEST_MS',
    request: `PATCH ${JOB}`,
    target: 'schedule.interval',
    body: (size) => ({ schedule: { interval: `PT${size / 1_000}S` } }),
    most: 86_400_000,
    step: 1_000,
  },
  {
    name: 'outlets/outletEvents MOST_IDS',
    request: `POST ${OUTLET}/replay`,
    target: 'ids',
    body: (size) => ({ ids: texts(size) }),
    most: 1_000,
    fromOne: true,
  },
  {
    name: 'outlets/outlets LONGEST_OVERLAP_MS',
    request: `POST ${OUTLET}/rotate`,
    target: 'overlap',
    body: (size) => ({ overlap: `PT${size / 1_000}S` }),
    most: 2_592_000_000,
    step: 1_000,
  },
  {
    name: 'outlets/writeback MOST_PEOPLE',
    request: `POST ${MUSTER_JOB}/writeback/mark`,
    target: 'people',
    body: (size) => ({ outlet: 'slack', people: texts(size).map((externalId) => ({ externalId, revision: 1 })) }),
    most: 1_000,
    fromOne: true,
  },
  {
    name: 'preview/evaluate MOST_SUBJECTS',
    request: `POST ${MUSTER_JOB}/evaluate`,
    target: 'subjects',
    body: (size) => ({ subjects: texts(size).map((externalId) => ({ externalId })) }),
    most: 20,
    fromOne: true,
  },
  {
    name: 'uploads/leavers LONGEST_REASON',
    request: `POST ${MUSTER_JOB}/leavers`,
    target: 'reason',
    body: (size) => ({ externalIds: ['1'], reason: 'x'.repeat(size) }),
    most: 1_000,
  },
  {
    name: 'uploads/leavers MOST_LEAVERS',
    request: `POST ${MUSTER_JOB}/leavers`,
    target: 'externalIds',
    body: (size) => ({ externalIds: texts(size) }),
    most: 1_000,
    fromOne: true,
  },
  {
    name: 'uploads/uploads MOST_IDS',
    request: 'POST /muster/uploads/query',
    target: 'ids',
    body: (size) => ({ ids: texts(size) }),
    most: 100,
    fromOne: true,
  },
];

/** What bounds an answer or a wait and refuses nothing, or has its end tried beside what it is about. */
const ELSEWHERE: readonly string[] = [
  ...['applications/applications LONGEST_NAME', 'applications/passwords LONGEST_NAME'],
  'directory/userQuery MOST_VALUES',
  ...['http/graphError LONGEST_MESSAGE', 'http/graphError LONGEST_QUOTE', 'http/graphError MOST_DETAILS'],
  'http/page MOST_TOP',
  'http/warnings MOST_HEADER_CHARACTERS',
  ...['inlets/actions LONGEST_OVERLAP_MS', 'inlets/events MOST_LOOKED_AT'],
  'outlets/outletEvents LONGEST_WAIT_SECONDS',
  'overview/doctor MOST_PARKED',
  'schema/mappingTests MOST_BYTES',
];

const ROLES = ['Synchronization.ReadWrite.All', 'SynchronizationData-User.Upload'];

let host: FunctionHost;
beforeAll(async () => {
  const bench = await createWorkbench({ ...OUTLET_SETTINGS, RATE_LIMIT_PROFILE: 'off' });
  await addOutlet(bench, null);
  host = await openFunctions(bench, [
    'heldDeletions',
    'jobStates',
    'jobs',
    'outletActions',
    'writeback',
    'plan',
    'people',
    'uploads',
  ]);
});

/** Where the request of that size has something wrong, as far as this limit could say it. */
async function faultsAt({ request, target, body }: Limit, size: number): Promise<readonly string[]> {
  const { error } = await host.call(request, { body: body(size), roles: ROLES });
  const places = (error?.details ?? []).filter((detail) => detail.target === target);
  return places.map(({ code }) => code);
}

test.each(LIMITS)('$name: $most, and no more', async (limit) => {
  const { most, step = 1, fromOne = false } = limit;
  expect(await faultsAt(limit, most)).toEqual([]);
  expect(await faultsAt(limit, most + step)).toEqual(['InvalidValue']);
  if (fromOne) expect([await faultsAt(limit, 1), await faultsAt(limit, 0)]).toEqual([[], ['InvalidValue']]);
});

test('every limit on a request has its row', () => {
  const named = namedNumbers(readSourceTree(ROOT, ['shared/api'])).map((line) => line.split(' '));
  const limits = named.filter(([, name = '']) => /^(?:MOST|LONGEST)_/.test(name));
  const told = limits.map(([path = '', name = '']) => `${path.replace(/^shared\/api\/|\.ts$/g, '')} ${name}`);
  const rows = LIMITS.map(({ name }) => name).filter((name) => !name.endsWith('MOST_LEAVERS')); // the pipeline's own number
  expect([...rows, ...ELSEWHERE].sort()).toEqual(told.sort());
});
