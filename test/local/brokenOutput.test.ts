/** `npm start 2>&1 | head`: whoever reads our output ends first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

function bundled(source: string): string {
  const resolveDir = join(__dirname, '../../local');
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

test('a process whose readers are gone goes on, tells of no fault, and ends at SIGTERM', async () => {
  const program = bundled(`
    import { outliveReaders } from './brokenOutput';
    import { stopReason } from './stopReason';
    outliveReaders();
    let faults = 0;
    const write = (text: string) => void process.stderr.write(text + '\\n');
    const count = () => { faults += 1; write('fault'); };
    const logger = { debug: write, info: write, warn: write, error: count };
    stopReason(false, logger).then((reason) => process.exit(reason.exitCode === 0 ? faults : 90));
    const timer = setInterval(() => { process.stdout.write('line\\n'); write('line'); }, 5);
    process.send?.('ready');
    process.on('message', () => process.send?.('still here'));
  `);
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  await once(child, 'message');
  child.stdout?.destroy();
  child.stderr?.destroy();
  await new Promise((done) => setTimeout(done, 200)); // dozens of lines that nobody reads
  child.send('are you there?');
  expect(await once(child, 'message')).toEqual(['still here', undefined]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
