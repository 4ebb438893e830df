/**
 * SEND: `muster send` beside a bare loop that posts prepared bodies to the same host: each a process of its own that begins
 * with nothing, the same people, so many requests at a time, connections kept alive. The two take turns, and who begins
 * changes, so that neither other work nor a growing emulator weighs on one alone.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startHost, token } from './host';
import { type BenchRow, median, type Spent, told } from './row';
import { bodiesOf, csvOf } from './sendWorkload';

const PEOPLE = 5_000;
const ROUNDS = 9;
const BATCH = 50;
const PARALLEL = 4;

/** The job is paused, so that both are measured against accepting alone. */
export async function benchSend(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-send-'));
  const host = await startHost(join(folder, 'data'));
  try {
    const { baseUrl, bulkUploadUrl } = host.info;
    const authorization = `Bearer ${await token(host.info)}`;
    const pause = bulkUploadUrl.replace(/bulkUpload$/, 'pause');
    await fetch(pause, { method: 'POST', headers: { authorization } });
    cpSync('docs/examples/people.csv.mapping.json', join(folder, 'muster.mapping.json'));
    const run = (args: readonly string[], env: NodeJS.ProcessEnv) => measured(args, folder, env);
    const bare = (first: number) => {
      writeFileSync(join(folder, 'bodies.ndjson'), bodiesOf(first, PEOPLE, BATCH).join('\n'));
      return run([FLOOR, 'bodies.ndjson', bulkUploadUrl, String(PARALLEL)], { AUTHORIZATION: authorization });
    };
    const sent = (first: number) => {
      writeFileSync(join(folder, 'people.csv'), csvOf(first, PEOPLE));
      return run([MUSTER, ...SEND], { XDG_STATE_HOME: join(folder, 'data', 'state'), MUSTER_URL: baseUrl });
    };
    const rounds: { readonly bare: Spent; readonly sent: Spent }[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const [one, other] = [2_000_000 * (round + 1), 2_000_000 * (round + 1) + 1_000_000];
      if (round % 2 === 0) rounds.push({ bare: await bare(one), sent: await sent(other) });
      else rounds.push({ sent: await sent(one), bare: await bare(other) });
    }
    return rowsOf(rounds.slice(1));
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const MUSTER = join(process.cwd(), 'dist/cli/muster.js');
const FLOOR = join(process.cwd(), 'bench/floors/send.mjs');
const CPU_TIME = join(process.cwd(), 'bench/floors/cpuTime.cjs');
const PACE = ['--batch', String(BATCH), '--parallel', String(PARALLEL)];
const SEND = ['send', 'people.csv', '--wait', 'accepted', ...PACE, '--quiet', '--yes'];

function rowsOf(rounds: readonly { readonly bare: Spent; readonly sent: Spent }[]): BenchRow[] {
  const of = (value: (round: (typeof rounds)[number]) => number) => median(rounds.map(value));
  const ratio = of(({ bare, sent }) => bare.wallMs / sent.wallMs);
  const wall = `${of(({ bare }) => bare.wallMs).toFixed(0)} ms the loop, ${of(({ sent }) => sent.wallMs).toFixed(0)} ms muster send`;
  const cpu = `${of(({ bare }) => bare.cpuMs).toFixed(0)} ms the loop, ${of(({ sent }) => sent.cpuMs).toFixed(0)} ms muster send`;
  return [
    { name: 'SEND a bare loop ÷ muster send, by the clock', value: ratio, budget: 0.8, bound: 'least', beside: wall },
    {
      ...told(
        'SEND the same, CPU of the two',
        of(({ bare, sent }) => bare.cpuMs / sent.cpuMs),
      ),
      beside: cpu,
    },
  ];
}

/** @param args of Node @returns from before the process is started until it has ended, and its CPU time */
async function measured(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Spent> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--require', CPU_TIME, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const cpu = text(child.stdio[3] as NodeJS.ReadableStream);
  const code = await ended;
  const wallMs = performance.now() - began;
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}.`);
  return { wallMs, cpuMs: Number(await cpu) / 1_000 };
}
