/** A leaver counts as disabled when that was seen, in a target that would say it: what the write was answered is not enough. */
import { ProvisioningError } from '../../../shared/errors';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { stubborn } from '../../support/stubbornTarget';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

let real: Target;
let target: Target;
let bench: Workbench;
let scenes: Scenes;
/** What every read fails with, from the first write to an account on. */
let look: ProvisioningError | undefined;

beforeEach(async () => {
  look = undefined;
  const { directory, random } = await openTestDirectory();
  real = createDirectoryTarget(directory, random);
  const silent = stubborn(real);
  silent.silent = true;
  target = silent.target;
  bench = await createWorkbench({}, { target });
  scenes = scenesOf(bench);
});

const entryOf = async (externalId: string) => (await bench.log(externalId))[0]?.entry;
const isEnabled = async (externalId: string) => {
  const anchor = (await scenes.person(externalId)).link?.targetAnchor ?? '';
  return (await real.read(anchor, ['accountEnabled']))?.attributes.accountEnabled;
};

/** @param onDisabling what the target does with the write, before the look at it fails */
async function leave(failure: ProvisioningError, onDisabling: Target['update']): Promise<void> {
  await scenes.provision(person('1'));
  const { read } = target;
  Object.assign(target, {
    update: async (...asked: Parameters<Target['update']>) => {
      look = failure;
      return onDisabling(...asked);
    },
    read: async (...asked: Parameters<Target['read']>) => {
      if (look !== undefined) throw look;
      return read(...asked);
    },
  });
  await scenes.provision(person('1', { active: false }));
  await scenes.pass(2 * MINUTE); // the guard lets it go
}

test.each([
  { how: 'throttles', code: 'TooManyRequests', told: 'EndpointUnavailable' },
  { how: 'is away', code: 'EndpointUnavailable', told: 'EndpointUnavailable' },
  { how: 'does not answer in time', code: 'Timeout', told: 'Timeout' },
] as const)('does not count as disabled while the target $how, and is let be when that was seen', async (row) => {
  await leave(new ProvisioningError(row.code, 'Not now.'), (...asked) => real.update(...asked).then(() => ({})));
  expect(await isEnabled('1')).toBe(false);
  expect(await entryOf('1')).toMatchObject({
    action: 'disable',
    status: 'failure',
    error: { code: row.told, reason: expect.stringContaining('does not count as disabled. Not now.') },
  });
  expect(await scenes.listed('escrow')).toEqual(['1']);
  expect((await scenes.person('1')).link?.enabled).toBeUndefined();

  look = undefined;
  await scenes.pass(2 * MINUTE);
  expect(await entryOf('1')).toMatchObject({ status: 'skipped', error: { code: 'RedundantExport' } });
  expect(await scenes.listed('escrow')).toEqual([]);
});

test('is disabled once more where that had not taken', async () => {
  await leave(new ProvisioningError('TooManyRequests', 'Not now.'), async () => ({}));
  expect(await entryOf('1')).toMatchObject({ action: 'disable', status: 'failure' });
  Object.assign(target, { update: (...asked: Parameters<Target['update']>) => real.update(...asked) });
  look = undefined;
  await scenes.pass(2 * MINUTE);
  expect(await isEnabled('1')).toBe(false);
  expect(await entryOf('1')).toMatchObject({ action: 'disable', status: 'success' });
});
