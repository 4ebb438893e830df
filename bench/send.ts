/**
 * SEND: `muster send` beside a bare loop that posts prepared bodies to the same host, by `fetch` and by `node:http`: each a process
 * of its own that begins with nothing, the same people, so many requests at a time, connections kept alive. They take turns, and
 * who begins changes, so that neither other work nor a growing emulator weighs on one alone.
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
    const loop = (program: string) => (first: number) => {
      writeFileSync(join(folder, 'bodies.ndjson'), bodiesOf(first, PEOPLE, BATCH).join('\n'));
      return run([program, 'bodies.ndjson', bulkUploadUrl, String(PARALLEL)], { AUTHORIZATION: authorization });
    };
    const send = (first: number) => {
      writeFileSync(join(folder, 'people.csv'), csvOf(first, PEOPLE));
      return run([MUSTER, ...SEND], { XDG_STATE_HOME: join(folder, 'data', 'state'), MUSTER_URL: baseUrl });
    };
    const turns: readonly (readonly [keyof Round, (first: number) => Promise<Spent>])[] = [
      ['bare', loop(FLOOR)],
      ['lean', loop(LEAN_FLOOR)],
      ['sent', send],
    ];
    const rounds: Round[] = [];
    let first = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      const spent: Partial<Record<keyof Round, Spent>> = {};
      for (const [who, take] of round % 2 === 0 ? turns : turns.toReversed()) {
        first += 1_000_000;
        spent[who] = await take(first);
      }
      rounds.push(spent as Round);
    }
    return rowsOf(rounds.slice(1));
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const MUSTER = join(process.cwd(), 'dist/cli/muster.js');
const FLOOR = join(process.cwd(), 'bench/floors/send.mjs');
const LEAN_FLOOR = join(process.cwd(), 'bench/floors/sendLean.mjs');
const CPU_TIME = join(process.cwd(), 'bench/floors/cpuTime.cjs');
const PACE = ['--batch', String(BATCH), '--parallel', String(PARALLEL)];
const SEND = ['send', 'people.csv', '--wait', 'accepted', ...PACE, '--quiet', '--yes'];

/** Two loops, by `fetch` and by `node:http`, and `muster send`. */
interface Round {
  readonly bare: Spent;
  readonly lean: Spent;
  readonly sent: Spent;
}

function rowsOf(rounds: readonly Round[]): BenchRow[] {
  const ratio = (loop: 'bare' | 'lean', time: keyof Spent) =>
    median(rounds.map((round) => round[loop][time] / round.sent[time]));
  const beside = (loop: 'bare' | 'lean', time: keyof Spent) => {
    const of = (who: keyof Round) => median(rounds.map((round) => round[who][time])).toFixed(0);
    return `${of(loop)} ms the loop, ${of('sent')} ms muster send`;
  };
  const row = (name: string, loop: 'bare' | 'lean', time: keyof Spent) => ({
    ...told(name, ratio(loop, time)),
    beside: beside(loop, time),
  });
  return [
    { ...row('SEND a bare loop ÷ muster send, by the clock', 'bare', 'wallMs'), budget: 0.8, bound: 'least' },
    row('SEND the same, CPU of the two', 'bare', 'cpuMs'),
    row('SEND a loop over node:http ÷ muster send, by the clock', 'lean', 'wallMs'),
    row('SEND the same, CPU of these two', 'lean', 'cpuMs'),
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
