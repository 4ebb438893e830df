import { simulate, tellFailure, traceHash, untouched } from './outside';
import type { Outcome } from './simulate';
import type { Profile } from './weather';

/** Seeds of one test: enough to be worth its line in the report, few enough for a loaded machine. */
const SEEDS_A_TEST = 20;

function failOn(outcome: Outcome, profile: Profile): void {
  if (outcome.violations.length > 0) throw new Error(tellFailure(outcome, profile, untouched));
}

describe.each<{ profile: Profile; seeds: number }>([
  { profile: 'ordinary', seeds: 60 },
  { profile: 'guard16', seeds: 20 },
  { profile: 'slow16', seeds: 20 },
  { profile: 'agents', seeds: 20 },
  { profile: 'outage', seeds: 20 },
  { profile: 'parts', seeds: 20 },
  { profile: 'records', seeds: 20 },
  { profile: 'stubborn', seeds: 20 },
  { profile: 'references', seeds: 20 },
  { profile: 'told', seeds: 20 },
  { profile: 'inlets', seeds: 20 },
  { profile: 'lists', seeds: 20 },
])('every promise holds in the profile $profile', ({ profile, seeds }) => {
  const parts = Array.from({ length: seeds / SEEDS_A_TEST }, (_, part) => part * SEEDS_A_TEST + 1);
  test.each(parts)('for the seeds from %i on', async (first) => {
    for (let seed = first; seed < first + SEEDS_A_TEST; seed += 1) {
      failOn(await simulate(seed, { profile }), profile);
    }
  });
});

describe('a seed', () => {
  test.each<Profile>([
    'ordinary',
    'guard16',
    'slow16',
    'agents',
    'outage',
    'parts',
    'records',
    'stubborn',
    'references',
    'told',
    'inlets',
    'lists',
  ])('gives the same run each time: %s', async (profile) => {
    const [first, again] = [await simulate(7, { profile }), await simulate(7, { profile })];
    expect(traceHash(again.trace())).toBe(traceHash(first.trace()));
    expect(first.trace().length).toBeGreaterThan(100);
  });

  test('gives another run than the next one', async () => {
    const [one, other] = [await simulate(7), await simulate(8)];
    expect(traceHash(one.trace())).not.toBe(traceHash(other.trace()));
  });
});
