/** Escrows whose time has come. */
import type { Cycle, IntakeStore } from '../../store/uploads/intake';
import { countWork } from '../../store/uploads/pendingWork';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';
import type { Errand } from '../queue/messages';
import { isNothingLeft } from './abandoned';
import { withoutUnkept } from './withoutUnkept';

type Ports = Needs<'clock' | 'random' | 'jobs' | 'operations' | 'parking' | 'intake' | 'index' | 'unkept'>;

/** People for whom tasks are sent in one round and job; the rest is still there in the next. */
const MOST_A_ROUND = 5_000;

export async function sendDueRetries(jobId: string, ports: Ports): Promise<void> {
  if (await isUnderWay(jobId, 'retry', ports)) return;
  const due = await collect(ports.index.list(jobId, 'escrow', { dueBy: ports.clock.now() }));
  await startErrand(jobId, 'retry', await withoutUnkept(jobId, due, (anchor) => anchor, ports), ports);
}

/** What is still in the queue from an earlier round need not be sent again; who gave it out may have died before it was there. */
export async function isUnderWay(
  jobId: string,
  errand: Errand,
  ports: Needs<'intake' | 'jobs' | 'operations' | 'parking'>,
): Promise<boolean> {
  const cycles = await openCycles(jobId, ports.intake);
  const isNamed = cycles.some(({ pending }) => countWork(pending, errand) > 0);
  return isNamed && !(await isNothingLeft(jobId, ports));
}

async function openCycles(jobId: string, intake: IntakeStore): Promise<readonly Cycle[]> {
  const { state } = (await intake.read(jobId)) ?? {};
  if (state === undefined) return [];
  return state.cycle === null ? state.full : [...state.full, state.cycle];
}

async function collect(people: AsyncIterable<{ readonly anchor: string }>): Promise<string[]> {
  const anchors: string[] = [];
  for await (const { anchor } of people) {
    anchors.push(anchor);
    if (anchors.length === MOST_A_ROUND) break;
  }
  return anchors;
}
