/**
 * Runs one timer-triggered function when it is due, one run at a time: a due time that passes during a run is skipped,
 * and the next one is counted from the run's end.
 */
import type { Clock } from '../../../shared/ports';
import type { InvocationRequest } from '../core/contract';
import type { Invoke } from '../core/invoke';
import type { Listener } from '../listener';
import type { TriggeredFunction } from '../triggers';
import type { Schedule } from './schedule';
import type { ScheduleMonitor } from './scheduleMonitor';

export interface TimerListenerOptions {
  readonly trigger: TriggeredFunction;
  readonly schedule: Schedule;
  readonly monitor: ScheduleMonitor;
  readonly invoke: Invoke;
  readonly clock: Clock;
}

/** Timers cannot wait longer than 24.8 days, and a computer may sleep: the time is looked at again this often. */
const LONGEST_WAIT_MS = 60_000;

/** What .NET says for "never". */
const NEVER = '0001-01-01T00:00:00+00:00';

export async function startTimerListener(options: TimerListenerOptions): Promise<Listener> {
  const { trigger, schedule, clock, monitor } = options;
  const isMonitored = trigger.binding.useMonitor !== false && schedule.isMonitored;
  const stopping = new AbortController();
  const startedAt = clock.now();
  let last = isMonitored ? await monitor.lastDue(trigger.name) : undefined;
  if (isMonitored && last === undefined) await monitor.record(trigger.name, startedAt);

  async function run(): Promise<void> {
    let due = schedule.next(last ?? startedAt);
    const isMissed = due !== undefined && due < startedAt;
    if (trigger.binding.runOnStartup === true && !isMissed) {
      await runOnce(startedAt);
      due = schedule.next(clock.now());
    }
    while (due !== undefined && (await reached(due))) {
      await runOnce(due);
      due = schedule.next(clock.now());
    }
  }

  /** @returns false when stopped first */
  async function reached(due: number): Promise<boolean> {
    while (!stopping.signal.aborted && clock.now() < due) {
      const waitMs = Math.min(due - clock.now(), LONGEST_WAIT_MS);
      await clock.sleep(waitMs, stopping.signal).catch(() => undefined); // stopped: the loop sees it
    }
    return !stopping.signal.aborted;
  }

  async function runOnce(due: number): Promise<void> {
    const data = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: {
        Last: last === undefined ? NEVER : instant(last),
        Next: instant(schedule.next(clock.now()) ?? due),
        LastUpdated: last === undefined ? NEVER : instant(last),
      },
      IsPastDue: due < startedAt,
    };
    last = due;
    await options.invoke(trigger.fn, request(trigger.bindingName, data)).catch(() => undefined); // invoke has logged it
    if (isMonitored) await monitor.record(trigger.name, due);
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** The library turns the first letter of each name in the data to lower case. */
function request(bindingName: string, data: object): InvocationRequest {
  return { inputData: [{ name: bindingName, data: { json: JSON.stringify(data) } }], triggerMetadata: {} };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
