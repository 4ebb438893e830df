/** How many people of a job have an account, as of now: the timer's count is a round old, and a first load is quicker than that. */
import { totalsSince } from '../../store/people/entryPacks';
import { newestOf } from '../../store/people/people';
import type { IntakeState } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { addUpCycle } from '../uploads/addUpCycle';

/** Cycles end while it is looked: so often it is looked again. */
const MOST_LOOKS = 3;

export async function countLinked(jobId: string, ports: Needs<'intake' | 'packs'>): Promise<number> {
  const { intake, packs } = ports;
  for (let looks = 1; ; looks += 1) {
    const before = (await intake.read(jobId))?.state;
    const status = await intake.readStatus(jobId);
    const open = await Promise.all(cyclesOf(before).map((cycle) => addUpCycle(jobId, cycle, status.generation, packs)));
    const isSame = before?.completedCycles === (await intake.read(jobId))?.state.completedCycles;
    if (!isSame && looks < MOST_LOOKS) continue;
    const newest = open.map(({ generation }) => generation).reduce(newestOf, status.generation);
    const ended = { totals: status.completed, generation: status.generation };
    const linked = [ended, ...open].map((sum) => totalsSince(newest, sum).linked);
    return Math.max(
      0,
      linked.reduce((sum, count) => sum + count, 0),
    );
  }
}

function cyclesOf(state: IntakeState | undefined) {
  if (state === undefined) return [];
  return state.cycle === null ? state.full : [...state.full, state.cycle];
}
