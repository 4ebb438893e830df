/** When timers were last due, kept in the data folder: one missed while the stack was down is made up for. */
import type { ScheduleMonitor } from './host/timer/scheduleMonitor';
import { readPrivateJson, writePrivateJson } from './privateFile';

/** @throws {Error} when the file is there and holds no JSON */
export async function openTimersFile(path: string): Promise<ScheduleMonitor> {
  const kept: object = Object(await readPrivateJson(path));
  const lastDue = new Map<string, number>(Object.entries(kept).filter(([, due]) => Number.isFinite(due)));
  let writing = Promise.resolve();
  return {
    lastDue: async (functionName) => lastDue.get(functionName),
    record(functionName, due) {
      lastDue.set(functionName, due);
      writing = writing.then(() => writePrivateJson(path, Object.fromEntries(lastDue)));
      return writing;
    },
  };
}
