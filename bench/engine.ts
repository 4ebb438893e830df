/** Budget B1: the engine against a function written by hand (`floors/engine.ts`), one bulk request of fifty at a time. */
import { isDeepStrictEqual } from 'node:util';
import { type CompiledSchema, compileSchema } from '../shared/engine/schema/compileSchema';
import { defaultSchema } from '../shared/engine/schema/defaultSchema';
import { provisionBulk as byEngine } from './engineSubject';
import { accountsAfter, fiftyByHand, withFiftyExpressions, workload } from './engineWorkload';
import { provisionBulk as byHand, type Extras, type Outcome } from './floors/engine';

export interface BenchRow {
  readonly name: string;
  /** Operations a second of the engine divided by those of the floor. */
  readonly ratio: number;
  readonly budget: number;
}

export function benchEngine(): readonly BenchRow[] {
  const plain = defaultSchema('API2AAD', { id: 'bench' });
  return [
    { name: 'B1 engine, default mapping', ratio: measure(compileSchema(plain)), budget: 0.6 },
    {
      name: 'B1 engine, fifty expression mappings more',
      ratio: measure(compileSchema(withFiftyExpressions(plain)), fiftyByHand),
      budget: 0.4,
    },
  ];
}

function measure(compiled: CompiledSchema, extras?: Extras): number {
  const { text } = workload();
  const accounts = accountsAfter(byHand(text, new Map(), extras).map(({ written }) => written));
  const subject = () => byEngine(compiled, text, accounts);
  const floor = () => byHand(text, accounts, extras);
  if (!isDeepStrictEqual(subject(), floor())) throw new Error('The engine and its floor do not agree on what to do.');
  return medianRatio(subject, floor);
}

const ROUNDS = 5;
const SLICES = 20;
const SLICE_MS = 25;

/** Median of five ratios, numerator and denominator taking turns within each, after a round to warm up. */
function medianRatio(subject: () => readonly Outcome[], floor: () => readonly Outcome[]): number {
  const ratios = Array.from({ length: ROUNDS + 1 }, () => {
    let [ours, theirs] = [0, 0];
    for (let slice = 0; slice < SLICES; slice += 1) {
      ours += rate(subject);
      theirs += rate(floor);
    }
    return ours / theirs;
  });
  return ratios.slice(1).sort((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? 0;
}

/** Runs a millisecond. */
function rate(run: () => readonly Outcome[]): number {
  const start = performance.now();
  let runs = 0;
  let elapsed = 0;
  while (elapsed < SLICE_MS) {
    run();
    runs += 1;
    elapsed = performance.now() - start;
  }
  return runs / elapsed;
}
