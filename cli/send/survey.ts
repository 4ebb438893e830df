/** The first pass over a file: what is in it, and what is wrong with it, before anything is sent. */
import { usage } from '../exit';
import type { RowFault } from '../mapping/row';
import { keyHash, type People } from './people';

export interface Survey {
  /** Rows that are people, bad ones included, blank ones not. */
  readonly rows: number;
  /** By line. */
  readonly bad: ReadonlyMap<number, readonly RowFault[]>;
  /** Lines that a later row of the same person takes the place of. */
  readonly overtaken: ReadonlySet<number>;
  /** Rows to be sent that disable. */
  readonly leavers: number;
  /** Rows to be sent. */
  readonly good: number;
  /** Of the keys of those. */
  readonly keys: ReadonlyMap<string, number>;
  /** A person whose key stands twice: lines. */
  readonly duplicates: readonly (readonly [first: number, second: number])[];
}

export type Duplicates = 'error' | 'last';

export async function surveyOf(people: People): Promise<Survey> {
  const bad = new Map<number, readonly RowFault[]>();
  const keys = new Map<string, number>();
  const leaving = new Set<number>();
  const overtaken = new Set<number>();
  const duplicates: (readonly [number, number])[] = [];
  let rows = 0;
  for await (const batch of people) {
    rows += batch.length;
    for (const { line, person, faults } of batch) {
      if (person === undefined) {
        bad.set(line, faults);
        continue;
      }
      const hash = keyHash(person.key);
      const earlier = keys.get(hash);
      if (earlier !== undefined) {
        duplicates.push([earlier, line]);
        overtaken.add(earlier);
        leaving.delete(earlier);
      }
      keys.set(hash, line);
      if (person.isLeaver) leaving.add(line);
    }
  }
  return { rows, bad, overtaken, leavers: leaving.size, good: keys.size, keys, duplicates };
}

const SHOWN = 20;

/** @throws {Failure} 2 where a person stands twice and nobody said which row counts */
export function requireNoDuplicates({ duplicates }: Survey, how: Duplicates, file: string): void {
  if (duplicates.length === 0 || how === 'last') return;
  const rest = duplicates.length - SHOWN;
  throw usage(`The same person stands ${duplicates.length === 1 ? 'twice' : 'several times'} in ${file}.`, {
    code: 'Duplicate',
    place: `${file}:${duplicates[0]?.[1]}`,
    details: [
      ...duplicates.slice(0, SHOWN).map(([first, second]) => `line ${second} is the same person as line ${first}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ],
    advice: 'Correct the file, or take the last row of each with --duplicates last. Nothing was sent.',
  });
}

/** Every bad row with its line and why; a table of them where there are many. */
export function badRowLines({ bad }: Pick<Survey, 'bad'>): readonly string[] {
  const lines = [...bad].flatMap(([line, faults]) =>
    faults.map(
      ({ code, attribute, reason }) =>
        `line ${line}: ${code}${attribute === undefined ? '' : ` (${attribute})`}: ${reason}`,
    ),
  );
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`];
}
