import { toJobResource } from '../../../shared/api/jobs/jobResource';
import { type Execution, type JobStatus, NEW_STATUS } from '../../../shared/store/jobs/jobStatus';
import type { Job } from '../../../shared/store/jobs/jobs';
import { NO_TOTALS } from '../../../shared/store/people/entryPacks';
import type { IntakeState } from '../../../shared/store/uploads/intake';
import type { PendingWork } from '../../../shared/store/uploads/pendingWork';
import { JOB_ID, someJob } from '../../support/jobs';

const INTAKE: IntakeState = { next: 1, cycle: null, full: [], completedCycles: 0 };

const EXECUTION: Execution = {
  cycleId: 'd3f4a2c1-9e40-4d81-8ca3-7f1a5bae2d04',
  began: Date.UTC(2026, 1, 2, 6),
  ended: Date.UTC(2026, 1, 2, 6, 0, 4),
  accepted: 10,
  totals: {
    ...NO_TOTALS,
    operations: 10,
    success: 6,
    failure: 1,
    skipped: 3,
    inScope: 8,
    references: 2,
    exported: 6,
    waiting: 2,
  },
  state: 'EntryLevelErrors',
  error: null,
};

interface Resource {
  readonly schedule: object;
  readonly status: Readonly<Record<string, unknown>>;
  readonly synchronizationJobSettings: readonly object[];
}

const shown = (job: Partial<Job> = {}, status: Partial<JobStatus> = {}, intake: IntakeState | undefined = INTAKE) =>
  toJobResource({ job: someJob(job), status: { ...NEW_STATUS, ...status }, intake }) as unknown as Resource;

test('a job nobody has sent anything to', () => {
  expect(shown()).toEqual({
    id: JOB_ID,
    templateId: 'API2AAD',
    schedule: { expiration: null, interval: 'PT40M', state: 'Active' },
    status: {
      code: 'NotRun',
      countSuccessiveCompleteFailures: 0,
      escrowsPruned: false,
      lastExecution: null,
      lastSuccessfulExecution: null,
      lastSuccessfulExecutionWithExports: null,
      progress: [],
      quarantine: null,
      steadyStateFirstAchievedTime: '0001-01-01T00:00:00Z',
      steadyStateLastAchievedTime: '0001-01-01T00:00:00Z',
      synchronizedEntryCountByType: [{ key: 'User', value: 0 }],
      troubleshootingUrl: null,
    },
    synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }],
  });
});

describe('the state machine on the wire', () => {
  const ran: IntakeState = { ...INTAKE, completedCycles: 1 };

  test.each<{ name: string; job: Partial<Job>; intake: IntakeState | undefined; code: string; state: string }>([
    {
      name: 'created',
      job: { state: 'Disabled', started: false },
      intake: undefined,
      code: 'NotConfigured',
      state: 'Disabled',
    },
    { name: 'started, without an upload yet', job: {}, intake: undefined, code: 'NotRun', state: 'Active' },
    { name: 'started, first cycle not finished', job: {}, intake: INTAKE, code: 'NotRun', state: 'Active' },
    { name: 'first cycle done', job: {}, intake: ran, code: 'Active', state: 'Active' },
    {
      name: 'paused before the first cycle was done',
      job: { state: 'Paused' },
      intake: INTAKE,
      code: 'Paused',
      state: 'Paused',
    },
    { name: 'paused later', job: { state: 'Paused' }, intake: ran, code: 'Paused', state: 'Paused' },
    {
      name: 'disabled after it was started',
      job: { state: 'Disabled' },
      intake: ran,
      code: 'Paused',
      state: 'Disabled',
    },
  ])('$name: $code', ({ job, intake, code, state }) => {
    const { status, schedule } = shown(job, {}, intake);
    expect(status.code).toBe(code);
    expect(schedule).toMatchObject({ state });
  });

  test.each([
    { state: 'Active', interval: 'PT40M' },
    { state: 'Paused', interval: 'PT40M' },
    { state: 'Disabled', interval: 'P10675199DT2H48M5.4775807S' },
  ] as const)('the interval of a job that is $state is $interval', ({ state, interval }) => {
    expect(shown({ state }).schedule).toMatchObject({ interval });
  });
});

describe('the status', () => {
  test('tells what the last cycle came to', () => {
    const { status } = shown({}, { lastExecution: EXECUTION });
    expect(status.lastExecution).toEqual({
      activityIdentifier: 'd3f4a2c1-9e40-4d81-8ca3-7f1a5bae2d04',
      countEntitled: 10,
      countEntitledForProvisioning: 8,
      countEscrowed: 1,
      countEscrowedRaw: 3,
      countExported: 6,
      countExports: 7,
      countImported: 10,
      countImportedDeltas: 10,
      countImportedReferenceDeltas: 2,
      state: 'EntryLevelErrors',
      timeBegan: '2026-02-02T06:00:00.000Z',
      timeEnded: '2026-02-02T06:00:04.000Z',
      error: null,
    });
  });

  test('tells the last good cycle, and the last one that wrote, apart from the last one', () => {
    const { status } = shown(
      {},
      {
        lastExecution: EXECUTION,
        lastSuccessful: { ...EXECUTION, cycleId: 'good', state: 'Succeeded' },
        lastSuccessfulWithExports: { ...EXECUTION, cycleId: 'wrote', state: 'Succeeded' },
      },
    );
    expect(status.lastSuccessfulExecution).toMatchObject({ activityIdentifier: 'good', state: 'Succeeded' });
    expect(status.lastSuccessfulExecutionWithExports).toMatchObject({ activityIdentifier: 'wrote' });
  });

  test('tells an error the administrator can do something about', () => {
    const error = { code: 'InvalidCredentials' as const, message: 'The target rejected the saved credentials.' };
    const { status } = shown({}, { lastExecution: { ...EXECUTION, state: 'Failed', error } });
    expect(status.lastExecution).toMatchObject({
      state: 'Failed',
      error: {
        code: 'InvalidCredentials',
        message: 'The target rejected the saved credentials.',
        tenantActionable: true,
      },
    });
  });

  test('references that were resolved take nothing from those who failed', () => {
    const totals = { ...EXECUTION.totals, waiting: -4 };
    const { status } = shown({}, { lastExecution: { ...EXECUTION, totals } });
    expect(status.lastExecution).toMatchObject({ countEscrowed: 1, countEscrowedRaw: 1 });
  });

  test('counts everybody linked, those of the open cycles included', () => {
    const open = [
      { cycleId: 'c', totals: { ...NO_TOTALS, linked: -2 }, accepted: 5, answered: 0, since: 0 },
      { cycleId: 'd', totals: { ...NO_TOTALS, linked: 10 }, accepted: 5, answered: 0, since: 0 },
    ];
    const { status } = shown({}, { open, completed: { ...NO_TOTALS, linked: 2_404 } });
    expect(status.synchronizedEntryCountByType).toEqual([{ key: 'User', value: 2_412 }]);
  });

  test('tells of a target that is away since when it is, and what it says; else it has no word of it', () => {
    const reason = 'The service cannot be reached (ECONNREFUSED).';
    const unreachable = { code: 'EndpointUnavailable', message: reason };
    const { status } = shown({}, { unreachableSince: Date.UTC(2026, 0, 15, 9, 31), unreachable });
    expect(status.target).toEqual({
      state: 'away',
      sinceDateTime: '2026-01-15T09:31:00.000Z',
      errorCode: 'EndpointUnavailable',
      reason,
    });
    expect(shown().status).not.toHaveProperty('target');
  });

  test('tells when there was last nothing left to do, and how often all failed in a row', () => {
    const { status } = shown(
      {},
      {
        steadyStateFirst: Date.UTC(2026, 0, 15, 9, 31),
        steadyStateLast: Date.UTC(2026, 1, 1, 0, 10, 5),
        successiveCompleteFailures: 3,
      },
    );
    expect(status).toMatchObject({
      steadyStateFirstAchievedTime: '2026-01-15T09:31:00.000Z',
      steadyStateLastAchievedTime: '2026-02-01T00:10:05.000Z',
      countSuccessiveCompleteFailures: 3,
    });
  });
});

describe('the progress', () => {
  const OPENED = Date.UTC(2026, 0, 15, 9, 29);
  const OBSERVED = Date.UTC(2026, 0, 15, 9, 30);
  const cycle = (first: number, pending: PendingWork = {}) => ({
    id: `from-${first}`,
    first,
    openedAt: OPENED,
    pending,
  });
  const answered = (cycleId: string, count: number) => ({
    cycleId,
    totals: NO_TOTALS,
    accepted: 0,
    answered: count,
    since: 0,
  });
  const units = (intake: Partial<IntakeState>, status: Partial<JobStatus> = {}) => {
    const progress = shown({}, { observedAt: OBSERVED, ...status }, { ...INTAKE, ...intake }).status.progress as {
      completedUnits: number;
      totalUnits: number;
      units: string;
    }[];
    return progress.map((one) => `${one.completedUnits} of ${one.totalUnits} ${one.units}`);
  };

  test('is when it was observed', () => {
    const { status } = shown({}, { observedAt: OBSERVED }, { ...INTAKE, next: 51, cycle: cycle(1) });
    expect(status.progress).toEqual([
      {
        completedUnits: 0,
        totalUnits: 50,
        units: 'operations',
        progressObservationDateTime: '2026-01-15T09:30:00.000Z',
      },
    ]);
  });

  test('is from the beginning of the cycle before the timer came round for the first time', () => {
    const { status } = shown({}, {}, { ...INTAKE, next: 51, cycle: cycle(1) });
    expect(status.progress).toMatchObject([{ progressObservationDateTime: '2026-01-15T09:29:00.000Z' }]);
  });

  test('is how many operations of each open cycle are answered', () => {
    const intake = { next: 91, cycle: cycle(41), full: [{ ...cycle(1), end: 41 }] };
    expect(units(intake, { open: [answered('from-1', 39), answered('from-41', 7)] })).toEqual([
      '39 of 40 operations',
      '7 of 50 operations',
    ]);
  });

  test('is how many shards are evaluated anew, and how many errands are left', () => {
    const pending = { sweep: 2, retry: 1 };
    expect(units({ next: 7, cycle: cycle(7, pending) })).toEqual(['14 of 16 shards', '0 of 1 errands']);
  });

  test('is nothing between cycles', () => {
    expect(units({ next: 7 })).toEqual([]);
  });
});

test('every setting is a name and a text', () => {
  const settings = { QuarantineTooManyDeletesThreshold: '100', SkipOutOfScopeDeletions: 'True' };
  expect(shown({ settings }).synchronizationJobSettings).toEqual([
    { name: 'QuarantineTooManyDeletesThreshold', value: '100' },
    { name: 'SkipOutOfScopeDeletions', value: 'True' },
  ]);
});
