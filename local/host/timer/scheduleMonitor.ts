/** Remembers when timers were last due, so that one missed while nothing ran is noticed at the next start. */
export interface ScheduleMonitor {
  /** @returns milliseconds since the epoch; `undefined` for a function never seen before */
  lastDue(functionName: string): Promise<number | undefined>;
  record(functionName: string, lastDue: number): Promise<void>;
}
