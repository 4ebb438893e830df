import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTimersFile } from '../../local/timersFile';
import { temporaryFolder } from './support/temporaryFolder';

const folder = temporaryFolder();

test('what was recorded is found at the next start', async () => {
  const path = join(folder, 'timers.json');
  const monitor = await openTimersFile(path);
  await expect(monitor.lastDue('superviseJobs')).resolves.toBeUndefined();
  await Promise.all([
    monitor.record('superviseJobs', 1),
    monitor.record('other', 2),
    monitor.record('superviseJobs', 3),
  ]);

  const next = await openTimersFile(path);
  await expect(next.lastDue('superviseJobs')).resolves.toBe(3);
  await expect(next.lastDue('other')).resolves.toBe(2);
});

test.each(['null', '[]', '{"superviseJobs":"yesterday"}'])(
  'what cannot be understood is forgotten: %s',
  async (text) => {
    const path = join(folder, 'strange.json');
    writeFileSync(path, text);
    await expect((await openTimersFile(path)).lastDue('superviseJobs')).resolves.toBeUndefined();
  },
);
