/** Runs the benches asked for and prints the table; the same as JSON into `reports/bench.json`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Emulator } from '../local/emulator';
import { benchCost } from './cost';
import { benchDelta } from './delta';
import { benchEngine } from './engine';
import { benchGraph } from './graph';
import { benchLoad, benchVisible } from './host';
import { benchLeaver } from './leaver';
import { benchLogs } from './logs';
import { benchLookUps } from './lookUps';
import { benchPlan } from './plan';
import { type BenchRow, isMet } from './row';
import { benchSend } from './send';
import { startBenchEmulator } from './stage';
import { benchAccept, benchCalls, benchPipeline, benchScale } from './storage';
import { benchTerminations } from './terminations';
import { benchWholeLookUps } from './wholeLookUps';

const { values, positionals } = parseArgs({
  options: { people: { type: 'string', default: '10000' }, entries: { type: 'string', default: '1000000' } },
  allowPositionals: true,
});

const SUITES: Readonly<Record<string, (emulator: Emulator) => Promise<readonly BenchRow[]>>> = {
  B1: async () => benchEngine().map(({ name, ratio, budget }) => ({ name, value: ratio, budget, bound: 'least' })),
  B2: benchAccept,
  B3: benchPipeline,
  B4: benchCalls,
  B5: (emulator) => benchScale(emulator, Number(values.people)),
  B7: benchVisible,
  B8: benchGraph,
  B9: benchLoad,
  LOGS: (emulator) => benchLogs(emulator, Number(values.entries)),
  B10: benchPlan,
  DELTA: (emulator) => benchDelta(emulator, Number(values.people)),
  LOOKUPS: async (emulator) => [...(await benchLookUps()), ...(await benchWholeLookUps(emulator))],
  COST: benchCost,
  SEND: benchSend,
  LEAVER: benchLeaver,
  TERM: benchTerminations,
};

async function main(): Promise<void> {
  const wanted = positionals.length === 0 ? Object.keys(SUITES) : positionals.map((name) => name.toUpperCase());
  const rows: BenchRow[] = [];
  for (const name of wanted) {
    const suite = SUITES[name];
    if (suite === undefined) throw new Error(`There is no bench ${name}; there are ${Object.keys(SUITES).join(', ')}.`);
    process.stderr.write(`${name} …\n`);
    const emulator = await startBenchEmulator(); // a fresh one each: the emulator slows down with what it holds
    try {
      rows.push(...(await suite(emulator)));
    } finally {
      await emulator.stop();
    }
  }
  print(rows);
  mkdirSync('reports', { recursive: true });
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  writeFileSync('reports/bench.json', `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

function print(rows: readonly BenchRow[]): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const row of rows) {
    const budget = row.bound === 'told' ? '' : `${row.bound === 'most' ? '≤' : '≥'} ${row.budget}`;
    const verdict = row.bound === 'told' ? 'told' : isMet(row) ? 'met' : 'MISSED';
    const line = `${row.name.padEnd(width)}  ${row.value.toFixed(3).padStart(8)}  ${budget.padEnd(7)}  ${verdict.padEnd(6)}`;
    console.log(`${line}  ${row.beside ?? ''}`.trimEnd());
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
