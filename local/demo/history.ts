/** The hour before the demo began, as the charts tell of it: nobody wants to wait for one. It is drawn, and was never run. */
import { addTallies, type Buckets, minuteOf, type Tally } from '../../shared/engine/job/throughput';
import type { House } from '../../shared/pipeline/ports';

const MINUTES = 59;
/** Lots that look like a morning: a small upload every few minutes, and a large one. */
const WAVES = [4, 0, 7, 12, 0, 3, 26, 18, 5, 0, 9, 2] as const;

/** @param size how busy the job was; 1: as the busiest */
export function hourBefore(now: number, size: number): Buckets {
  const last = minuteOf(now) - 1;
  const minutes: Record<string, Tally> = {};
  for (let ago = 0; ago < MINUTES; ago += 1) {
    const lot = Math.round((WAVES[ago % WAVES.length] ?? 0) * size * (1 + (ago % 5) / 4));
    if (lot === 0) continue;
    const failure = ago % 6 === 0 ? Math.ceil(lot / 12) : 0;
    const warning = ago % 8 === 3 ? 1 : 0;
    const skipped = Math.floor(lot / 3);
    minutes[last - ago] = [Math.max(0, lot - skipped - failure - warning), skipped, warning, failure];
  }
  return minutes;
}

export async function drawHistory(
  jobId: string,
  size: number,
  now: number,
  { intake }: Pick<House, 'intake'>,
): Promise<void> {
  const before = hourBefore(now, size);
  await intake.changeStatus(jobId, (found) => {
    const { minutes, ...rest } = found.throughput;
    const all: Record<string, Tally> = { ...minutes };
    for (const [minute, tally] of Object.entries(before)) all[minute] = addTallies(tally, all[minute] ?? [0, 0, 0, 0]);
    return { ...found, throughput: { ...rest, minutes: all } };
  });
}
