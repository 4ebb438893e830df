/** What is done about an account that another instance wrote moments ago and that the target does not show yet. */
import { ProvisioningError } from '../../../shared/errors';
import { mayNotShowYet } from '../../../shared/pipeline/person/notFoundYet';
import { packKey } from '../../../shared/store/people/entryPacks';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const LAG = 60_000;
const NOW = Date.parse('2026-01-15T09:30:00Z');

describe('an account may not show yet', () => {
  const entryAgo = (ms: number) => ({ packs: [packKey(NOW - ms, '1')], all: true });
  const failedAgo = (ms: number) => ({
    failure: new ProvisioningError('EndpointUnavailable', 'Not yet.').toFailure(),
    firstFailureAt: NOW - ms,
    attempts: 1,
    nextAttempt: 0,
  });

  test.each([
    { name: 'right after an entry', history: entryAgo(1), may: true },
    { name: 'until the lag is over', history: entryAgo(LAG - 1), may: true },
    { name: 'and not after', history: entryAgo(LAG), may: false },
    { name: 'where the clock of the other instance is ahead', history: entryAgo(-2_000), may: true },
    { name: 'not where nothing was ever told', history: { packs: [], all: true }, may: false },
    { name: 'after a failure, by the time of the first', history: entryAgo(1), escrow: failedAgo(LAG - 1), may: true },
    { name: 'and not by the newest, which would never end', history: entryAgo(1), escrow: failedAgo(LAG), may: false },
    { name: 'not in a target that does not lag', history: entryAgo(1), readLagMs: undefined, may: false },
  ])('$name: $may', ({ history, escrow = null, may, ...more }) => {
    const { readLagMs } = { readLagMs: LAG, ...more };
    expect(mayNotShowYet({ escrow, history }, { ...(readLagMs !== undefined && { readLagMs }) }, NOW)).toBe(may);
  });
});

describe('a person whose account another instance has just made', () => {
  let bench: Workbench;
  let scenes: Scenes;
  /** What this instance is answered about accounts that are there. */
  let hidden: 'nothing' | 'reads' | 'writes';

  beforeEach(async () => {
    hidden = 'nothing';
    const { directory, random } = await openTestDirectory();
    bench = await createWorkbench({}, { target: lagging(createDirectoryTarget(directory, random)) });
    scenes = scenesOf(bench);
    await scenes.provision(person('e1'));
  });

  function lagging(real: Target): Target {
    return {
      ...real,
      capabilities: { ...real.capabilities, readLagMs: LAG },
      read: async (...args) => (hidden === 'reads' ? undefined : real.read(...args)),
      async update(...args) {
        if (hidden === 'writes') throw new ProvisioningError('InvalidAnchor', 'There is no such account.');
        return real.update(...args);
      },
    };
  }

  const changed = person('e1', { title: 'Clerk' });
  async function failureOf(): Promise<readonly [string | undefined, number]> {
    const { escrow } = await scenes.person('e1');
    return [escrow?.failure.code, ((escrow?.nextAttempt ?? 0) - bench.clock.now()) / 60_000];
  }

  test.each([
    { what: 'reads', action: 'other' },
    { what: 'writes', action: 'update' },
  ] as const)('fails for a moment where $what do not find it, and is retried in a minute', async ({ what, action }) => {
    hidden = what;
    bench.clock.advance(5_000);
    await scenes.provision(changed);
    expect(await failureOf()).toEqual(['EndpointUnavailable', 1]);
    const { steps } = (await bench.log('e1'))[0]?.entry ?? { steps: [] };
    expect(JSON.stringify(steps)).not.toContain('InvalidAnchor');

    hidden = 'nothing';
    await scenes.pass(61_000);
    expect(await scenes.log('e1')).toEqual(['e1 update success', `e1 ${action} failure`, 'e1 create success']);
  });

  test.each(['reads', 'writes'] as const)('is gone, where %s do not find it after that', async (what) => {
    hidden = what;
    bench.clock.advance(5_000);
    await scenes.provision(changed);
    await scenes.pass(61_000);
    const [code, minutes] = await failureOf();
    expect(code).toBe('InvalidAnchor');
    expect(minutes).toBeGreaterThan(300); // the ladder of hours
  });

  test('is gone at once, where the entry is older than the lag', async () => {
    hidden = 'reads';
    bench.clock.advance(LAG);
    await scenes.provision(changed);
    expect((await failureOf())[0]).toBe('InvalidAnchor');
  });

  test('keeps its one account', async () => {
    const before = (await scenes.person('e1')).link?.targetAnchor;
    hidden = 'reads';
    await scenes.provision(changed);
    await scenes.pass(61_000);
    expect((await scenes.person('e1')).link?.targetAnchor).toBe(before);
  });
});
