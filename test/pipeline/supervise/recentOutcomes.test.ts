import { recentOutcomes } from '../../../shared/pipeline/supervise/recentOutcomes';
import {
  type EntryPackStore,
  type FoundPack,
  NO_TOTALS,
  type PackTotals,
} from '../../../shared/store/people/entryPacks';

type Told = readonly [at: number, totals: Partial<PackTotals>];

test.each<{ name: string; newestFirst: readonly Told[]; expected: object }>([
  { name: 'nobody was worked on', newestFirst: [], expected: {} },
  {
    name: 'the last got through',
    newestFirst: [
      [9, { success: 1 }],
      [5, { failure: 1 }],
    ],
    expected: { lastSuccessAt: 9 },
  },
  {
    name: 'everybody fails since somebody got through',
    newestFirst: [
      [9, { failure: 1 }],
      [7, { failure: 2 }],
      [5, { success: 1 }],
      [3, { failure: 1 }],
    ],
    expected: { failingSince: 7, lastSuccessAt: 5 },
  },
  {
    name: 'who is skipped tells nothing',
    newestFirst: [
      [9, { skipped: 1 }],
      [5, { failure: 1 }],
    ],
    expected: { failingSince: 5 },
  },
  {
    name: 'an operation that newer ones had overtaken wrote what they said',
    newestFirst: [
      [9, { skipped: 1, exported: 1 }],
      [5, { failure: 1 }],
    ],
    expected: { lastSuccessAt: 9 },
  },
])('$name', async ({ newestFirst, expected }) => {
  const packs = {
    async *read() {
      for (const [at, totals] of newestFirst) yield { at, totals: { ...NO_TOTALS, ...totals } } as FoundPack;
    },
  } satisfies Partial<EntryPackStore>;
  const outcomes = await recentOutcomes('job', 0, packs as Partial<EntryPackStore> as EntryPackStore);
  expect(outcomes).toEqual({ failingSince: undefined, lastSuccessAt: undefined, ...expected });
});
