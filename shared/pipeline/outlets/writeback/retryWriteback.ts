/** Whoever was parked goes on, and what was given up is sent once more. */
import { unparked } from '../../../outlets/writeback/state';
import type { Initiator } from '../../../store/jobs/audit';
import type { Outlet } from '../../../store/outlets/outlets';
import type { Needs } from '../../ports';
import { changeState, noteSentAgain } from './changeState';

type Ports = Needs<'clock' | 'audit' | 'outlets' | 'outletEvents' | 'writebacks'>;

export interface RetryOutcome {
  readonly unparked: number;
  readonly sentAgain: number;
}

/** @param people whose; none: everybody's */
export async function retryWriteback(
  outlet: Outlet,
  people: readonly string[],
  by: Initiator,
  ports: Ports,
): Promise<RetryOutcome> {
  const now = ports.clock.now();
  const { jobId, name } = outlet;
  await ports.outlets.changeHealth(jobId, name, (health) => ({ ...health, dueAt: now, lookAt: now }));
  const outcome = {
    sentAgain: await sendAgain(outlet, people, now, ports),
    unparked: await unpark(outlet, people, now, ports),
  };
  await ports.outlets.changeHealth(jobId, name, (health) => ({ ...health, dueAt: now, lookAt: now }));
  if (outcome.unparked + outcome.sentAgain > 0) {
    const detail = `${outcome.unparked} people of ${name} go on, ${outcome.sentAgain} changes are sent once more.`;
    await ports.audit.record(jobId, { activity: 'RetryWriteback', by, detail, changes: [] });
  }
  return outcome;
}

async function sendAgain(outlet: Outlet, people: readonly string[], now: number, ports: Ports): Promise<number> {
  let count = 0;
  for (const filter of people.length === 0 ? [{}] : people.map((anchor) => ({ anchor }))) {
    for await (const found of ports.outletEvents.list(outlet, { ...filter, state: 'failed' }, undefined)) {
      if (!(await ports.outletEvents.replay(outlet, found, now))) continue;
      await noteSentAgain(outlet, found.event, ports);
      count += 1;
    }
  }
  return count;
}

async function unpark(outlet: Outlet, people: readonly string[], now: number, ports: Ports): Promise<number> {
  const parked = people.length === 0 ? await parkedOf(outlet, ports) : people;
  let count = 0;
  for (const anchor of parked) {
    let isParked = false;
    await changeState(
      outlet,
      anchor,
      (state) => {
        isParked = state.parked !== null;
        return isParked ? unparked(state, now) : undefined;
      },
      ports,
    );
    if (isParked) count += 1;
  }
  return count;
}

async function parkedOf(outlet: Outlet, { writebacks }: Ports): Promise<readonly string[]> {
  const anchors: string[] = [];
  for await (const { state } of writebacks.list(outlet, undefined))
    if (state.parked !== null) anchors.push(state.anchor);
  return anchors;
}
