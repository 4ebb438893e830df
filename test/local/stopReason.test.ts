import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { eventually } from '../support/eventually';
import { temporaryFolder } from './support/temporaryFolder';

const folder = temporaryFolder();
const program = join(folder, 'waits.js');
const children: ChildProcess[] = [];

beforeAll(() => {
  const source = join(__dirname, '../../local/stopReason');
  buildSync({
    stdin: {
      contents: `
        import { stopReason } from ${JSON.stringify(source)};
        const print = (text) => process.stdout.write(text + '\\n');
        const logger = { error: (message, { error }) => print(message + ': ' + error.split('\\n')[0]) };
        if (process.argv[2] === 'talk') setInterval(() => print('still here'), 20).unref();
        const alive = setInterval(() => undefined, 1_000);
        stopReason(process.argv[2] === 'watch', logger).then((reason) => {
          print(JSON.stringify(reason));
          if (process.argv[3] !== 'linger') clearInterval(alive);
        });
        // From within, so that no moment lies between the two however slow the machine is.
        if (process.argv[2] === 'again') {
          process.emit('SIGINT');
          process.emit('SIGINT');
          setTimeout(() => { print('a pause later'); process.emit('SIGINT'); }, 600);
        }
        if (process.argv[2] === 'throw') setTimeout(() => { throw new Error('on purpose'); });
        print('waiting');
      `,
      resolveDir: folder,
    },
    outfile: program,
    bundle: true,
    platform: 'node',
  });
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(command: string, args: string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const exited = once(child, 'exit');
  const said = (text: string) => eventually(async () => expect(output).toContain(text));
  return { child, exited, said };
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s is a reason to stop cleanly', async (signal) => {
  const { child, exited, said } = start(process.execPath, [program]);
  await said('waiting');
  child.kill(signal);
  await said(`{"text":"${signal} received","exitCode":0}`);
  await expect(exited).resolves.toEqual([0, null]);
});

test('the same signal twice at once is one; a later one forces the end', async () => {
  const { exited, said } = start(process.execPath, [program, 'again', 'linger']);
  await said('SIGINT received');
  await expect(exited).resolves.toEqual([130, null]);
  await said('a pause later');
});

test('a fault nobody caught is logged and is a reason to stop', async () => {
  const { exited, said } = start(process.execPath, [program, 'throw']);
  await said('A fault nobody caught: Error: on purpose');
  await said('"exitCode":1');
  await exited;
});

test('nobody left to read the output is a reason to stop, and not a fault that is logged for ever', async () => {
  const { child, exited, said } = start(process.execPath, [program, 'talk']);
  await said('still here');
  child.stdout.destroy();
  await expect(exited).resolves.toEqual([0, null]); // by itself: the program clears what kept it
});

test('the end of the parent is a reason to stop: npm’s shell passes no signal on', async () => {
  const { child: shell, said } = start('/bin/sh', ['-c', `"${process.execPath}" "${program}" watch && true`]);
  await said('waiting');
  shell.kill('SIGTERM');
  await said('the process that started this one is gone');
});
