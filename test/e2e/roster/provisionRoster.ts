/** A company from a CSV file into a target, through the host and HTTP; and once more, which must write nothing. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { chunk } from '../../../shared/collections';
import type { JsonObject } from '../../../shared/scim/json';
import { bulk, hrClient } from '../../support/hrClient';
import { readJson } from '../../support/readAll';
import { type Stack, startStack, temporaryFolder } from '../../support/stack';
import { faultsOfAccounts } from '../stages/faultsOfAccounts';
import { prepareJob } from '../stages/prepareJob';
import type { Stage } from '../stages/stage';
import { readRoster, rosterCsv } from './rosterCsv';

export interface RosterOutcome {
  /** What is wrong, a sentence each; nothing when all is well. */
  readonly faults: readonly string[];
  readonly namesakes: number;
  /** Upload of the first bulk to the last outcome. */
  readonly firstSeconds: number;
  readonly secondSeconds: number;
  /** To the target, for the first upload and for the second, where it counts them. */
  readonly requests: readonly [first: number, second: number] | undefined;
}

interface Receipt {
  readonly status: string;
  readonly operations: readonly {
    readonly externalId: string;
    readonly status: string;
    readonly action: string;
    readonly errorCode: string | null;
    readonly reason: string | null;
  }[];
}

const SEED = 7;
const PEOPLE_A_BULK = 50;
const BULKS_IN_FLIGHT = 4;
const POLL_MS = 200;
/** A machine that has other things to do, and a controller that looks through everybody for each. */
const PATIENCE_MS = 600_000;

export async function provisionRoster(stage: Stage, size: number): Promise<RosterOutcome> {
  const roster = readRoster(rosterCsv(size, SEED));
  const folder = temporaryFolder();
  const host = await startStack(folder.path, { ...stage.environment });
  try {
    const stack = await prepareJob(host, stage);
    const [first, firstSeconds] = await timed(() => upload(stack, roster));
    await untilNobodyWaits(stack);
    const accounts = await stage.accounts(stack.call);
    const before = await stage.versions();
    const requestsBefore = stage.requests?.() ?? 0;

    const [second, secondSeconds] = await timed(() => upload(stack, roster));
    const after = await stage.versions();
    const rewritten = [...after].filter(([key, version]) => before.get(key) !== version).map(([key]) => key);
    const faults = [
      ...unless(first, (one) => one.status === 'success' && one.action === 'create'),
      ...faultsOfAccounts(roster, accounts),
      ...unless(second, (one) => one.status === 'skipped' && one.errorCode === 'RedundantExport'),
      ...rewritten.map((key) => `the second upload wrote ${key}`),
    ];
    const names = new Set(roster.map(({ userName }) => userName));
    const requests = stage.requests && ([requestsBefore, stage.requests() - requestsBefore] as const);
    return { faults, namesakes: roster.length - names.size, firstSeconds, secondSeconds, requests };
  } finally {
    await host.stop();
    folder.remove();
  }
}

/** @returns what became of everybody */
async function upload(stack: Stack, roster: readonly JsonObject[]): Promise<Receipt['operations']> {
  const hr = hrClient(stack);
  const bulks = chunk(roster, PEOPLE_A_BULK);
  const ids: string[] = [];
  const send = async () => {
    for (let people = bulks.shift(); people !== undefined; people = bulks.shift()) {
      const response = await hr.uploadText(bulk(...people), { headers: { 'client-request-id': randomUUID() } });
      if (response.status !== 202) throw new Error(`A bulk was answered ${response.status}: ${await response.text()}`);
      ids.push(response.headers.get('muster-upload-id') ?? '');
    }
  };
  await Promise.all(Array.from({ length: BULKS_IN_FLIGHT }, send));
  const receipts: Receipt[] = [];
  for (const id of ids) receipts.push(await completed(stack, id));
  return receipts.flatMap(({ operations }) => operations);
}

async function completed(stack: Stack, id: string): Promise<Receipt> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const receipt = await readJson<Receipt>(stack, `/muster/uploads/${id}`);
    if (receipt.status === 'completed' || performance.now() > deadline) return receipt;
    await wait(POLL_MS);
  }
}

async function untilNobodyWaits(stack: Stack): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  const path = `/muster/jobs/${stack.info.jobId}/waitingReferences?$top=1`;
  while ((await readJson<{ value: unknown[] }>(stack, path)).value.length > 0) {
    if (performance.now() > deadline) throw new Error('References wait for ever.');
    await wait(POLL_MS);
  }
}

function unless(
  operations: Receipt['operations'],
  isRight: (operation: Receipt['operations'][number]) => boolean,
): string[] {
  return operations
    .filter((operation) => !isRight(operation))
    .map(
      ({ externalId, action, status, errorCode, reason }) =>
        `${externalId}: ${action} ${status} ${errorCode ?? ''} ${reason ?? ''}`,
    );
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const result = await work();
  return [result, (performance.now() - began) / 1_000];
}
