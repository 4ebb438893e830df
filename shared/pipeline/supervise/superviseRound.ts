/** The timer's whole round: the jobs are looked after, what operators see of them is told, and that it was done is kept. */
import type { Telemetry } from '../../telemetry/telemetry';
import type { House } from '../ports';
import { observeJobs } from './observeJobs';
import { superviseJobs } from './superviseJobs';

/** Numbers are asked for once a minute; more often would cost more storage calls than the work itself. */
const TOLD_EVERY_MS = 60_000;

let toldAt = 0;

export async function superviseRound(ports: House, telemetry: Telemetry): Promise<void> {
  const { clock, supervision } = ports;
  const before = await supervision.last();
  await superviseJobs(ports);
  if (before !== undefined) telemetry.meter.set('muster.supervise.age', {}, (clock.now() - before) / 1_000);
  if (telemetry.isOn && Math.abs(clock.now() - toldAt) >= TOLD_EVERY_MS) {
    toldAt = clock.now();
    await observeJobs(ports, telemetry.meter);
  }
  await supervision.record(clock.now());
}
