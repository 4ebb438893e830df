/** Escrows whose time has come. Those that are to take access away are tried in the first lane, whatever the others wait for. */
import type { IndexedPerson } from '../../store/people/personIndex';
import type { Cycle, IntakeStore } from '../../store/uploads/intake';
import { countWork } from '../../store/uploads/pendingWork';
import type { Needs } from '../ports';
import { kindOfWork, startErrand } from '../queue/errands';
import { isNothingLeft } from './abandoned';
import { withoutUnkept } from './withoutUnkept';

type Ports = Needs<'clock' | 'random' | 'jobs' | 'operations' | 'parking' | 'intake' | 'index' | 'unkept'>;

/** People for whom tasks are sent in one round, job and lane; the rest is still there in the next. */
const MOST_A_ROUND = 5_000;
/** Looked through for those who are tried ahead of the others. */
const MOST_LOOKED_AT = 4 * MOST_A_ROUND;

export async function sendDueRetries(jobId: string, ports: Ports): Promise<void> {
  const free = await lanesFree(jobId, ports);
  if (free.length === 0) return;
  const due = await listDue(jobId, ports);
  for (const ahead of free) {
    const anchors = due.filter((one) => one.ahead === ahead).map(({ anchor }) => anchor);
    const able = await withoutUnkept(jobId, anchors.slice(0, MOST_A_ROUND), (anchor) => anchor, ports);
    await startErrand(jobId, 'retry', able, ports, { ahead });
  }
}

/**
 * In which lanes no retry is under way, the first before the other. What is still in the queue from an earlier round need not
 * be sent again; who gave it out may have died before it was there.
 *
 * @returns whether it is the first lane
 */
export async function lanesFree(
  jobId: string,
  ports: Needs<'intake' | 'jobs' | 'operations' | 'parking'>,
): Promise<readonly boolean[]> {
  const cycles = await openCycles(jobId, ports.intake);
  const isNamed = (ahead: boolean) => cycles.some(({ pending }) => countWork(pending, kindOfWork('retry', ahead)) > 0);
  const lanes = [true, false];
  const free = lanes.filter((ahead) => !isNamed(ahead));
  return free.length === lanes.length || !(await isNothingLeft(jobId, ports)) ? free : lanes;
}

async function openCycles(jobId: string, intake: IntakeStore): Promise<readonly Cycle[]> {
  const { state } = (await intake.read(jobId)) ?? {};
  if (state === undefined) return [];
  return state.cycle === null ? state.full : [...state.full, state.cycle];
}

type Due = Pick<IndexedPerson, 'anchor' | 'ahead'>;

async function listDue(jobId: string, { index, clock }: Ports): Promise<readonly Due[]> {
  const found: Due[] = [];
  for await (const { anchor, ahead } of index.list(jobId, 'escrow', { dueBy: clock.now() })) {
    found.push({ anchor, ahead });
    if (found.length === MOST_LOOKED_AT) break;
  }
  return found;
}
