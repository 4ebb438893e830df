/** One account belongs to one source record: who is refused, who is not, and what is said (spec/engine.md 6). */
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import type { AttributeMapping } from '../../../shared/engine/synchronizationSchema';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { CreatedUser, Target } from '../../../shared/targets/target';
import { newUser, openTestDirectory } from '../../support/directory';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const SHARED = { userName: 'babs@adatum.example' };

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await matchByName(); // after the default, employeeId
});

function matchByName(change: (one: AttributeMapping) => AttributeMapping = (one) => one): Promise<void> {
  return scenes.changeMappings((one) =>
    one.targetAttributeName === 'userPrincipalName' ? { ...one, matchingPriority: 2 } : change(one),
  );
}

/** Takes the source anchor out of what is written: no account tells whose it is. */
function carryNoAnchor(): Promise<void> {
  const costCenter = mapping('employeeId', '[nickName]', { matchingPriority: 1 });
  return matchByName((one) => (one.targetAttributeName === 'employeeId' ? costCenter : one));
}

const standing = (employeeId?: string) =>
  bench.services.directory.create(newUser('babs', employeeId === undefined ? {} : { employeeId }));
const employeeIds = async () => {
  const { users } = await bench.services.directory.list({ limit: 99 });
  return users.map(({ properties }) => properties.employeeId);
};
/** Rows that say whose an account is. */
const notes = () => {
  const rows = bench.storage.table('people').rows();
  return rows.filter(({ partitionKey }) => partitionKey.endsWith('!accounts'));
};
const errorOf = async (anchor: string) => (await bench.log(anchor))[0]?.entry.error;
const linkOf = async (anchor: string) => (await scenes.person(anchor)).link?.targetAnchor;

describe('an account of one person', () => {
  test('is refused to a second one whose record matches it, and both are named', async () => {
    await scenes.provision(person('1', SHARED));
    await scenes.provision(person('2', SHARED));
    expect(await scenes.log('2')).toEqual(['2 other failure']);
    expect(await errorOf('2')).toMatchObject({
      code: 'DuplicateSourceEntries',
      reason: expect.stringContaining(
        `User '2' cannot be matched: the account with userPrincipalName "babs@adatum.example" belongs to User '1'.`,
      ),
    });
    expect((await bench.log('2'))[0]?.entry.steps.at(-1)).toMatchObject({ type: 'matching', status: 'failure' });
    expect(await employeeIds()).toEqual(['1']);
    expect(await scenes.listed('escrow')).toEqual(['2']);
  });

  test('is refused when both come in one upload, whoever of them is first', async () => {
    await scenes.provision(person('1', SHARED), person('2', SHARED));
    const entries = await scenes.log();
    expect(entries.filter((entry) => entry.endsWith('create success'))).toHaveLength(1);
    expect(entries.filter((entry) => entry.endsWith('failure'))).toHaveLength(1);
    expect(await employeeIds()).toHaveLength(1);
  });

  test('stays with that one over a restart that forgets every link', async () => {
    await scenes.provision(person('1', SHARED));
    await scenes.restart('ConnectorDataStore', 'Watermark');
    await scenes.provision(person('2', SHARED));
    expect(await errorOf('2')).toMatchObject({ code: 'DuplicateSourceEntries' });
    await bench.supervise(2);
    expect(await linkOf('1')).toBeDefined();
    expect(await employeeIds()).toEqual(['1']);
  });

  test('is handed over by putting the new number on it', async () => {
    await scenes.provision(person('1', SHARED));
    const { directory } = bench.services;
    const [account] = await directory.find('employeeId', '1', 1);
    await directory.update(account?.id ?? '', { employeeId: '2' });
    await scenes.provision(person('2', { ...SHARED, title: 'Lead' }));
    expect(await scenes.log('2')).toEqual(['2 update success']);
    expect(await linkOf('2')).toBe(account?.id);
  });

  test('stays with a record in other letters, which directories compare without', async () => {
    await scenes.provision(person('abc', { userName: 'abc@adatum.example' }));
    await scenes.provision(person('ABC', { userName: 'other@adatum.example' }));
    expect(await errorOf('ABC')).toMatchObject({ code: 'DuplicateSourceEntries' });
    expect(await employeeIds()).toEqual(['abc']);
  });
});

describe('an account that was there before', () => {
  test('is taken over by the person whose number it carries, at no further storage call', async () => {
    await standing('1');
    await scenes.provision(person('1', SHARED));
    expect(await scenes.log('1')).toEqual(['1 update success']);
    expect(notes()).toEqual([]);
  });

  test('and carries no number is one person’s only, though two of one upload match it', async () => {
    await standing();
    await scenes.provision(person('1', SHARED), person('2', SHARED));
    expect(notes()).toHaveLength(1);
    const entries = await scenes.log();
    expect(entries.filter((entry) => entry.endsWith('update success'))).toHaveLength(1);
    const [loser = ''] = await scenes.listed('escrow');
    expect(await errorOf(loser)).toMatchObject({ code: 'DuplicateSourceEntries' });
    expect(await employeeIds()).toEqual([loser === '1' ? '2' : '1']);
  });

  test('and carries the number of somebody unknown is taken over', async () => {
    await standing('before');
    await scenes.provision(person('1', SHARED));
    expect(await scenes.log('1')).toEqual(['1 update success']);
    expect(await employeeIds()).toEqual(['1']);
  });

  test('and carries the number of somebody known who has none yet is left to that one', async () => {
    await scenes.provision(person('1', { userName: 'ann@elsewhere.example' })); // fails: the domain is not verified
    await standing('1');
    await scenes.provision(person('2', SHARED));
    expect(await errorOf('2')).toMatchObject({ code: 'DuplicateSourceEntries' });
    await scenes.provision(person('1', SHARED));
    expect(await linkOf('1')).toBeDefined();
  });
});

describe('where accounts carry no source anchor', () => {
  beforeEach(() => carryNoAnchor());

  test('one made for a person is refused to a second one all the same', async () => {
    await scenes.provision(person('1', { ...SHARED, nickName: 'n1' }));
    await scenes.provision(person('2', { ...SHARED, nickName: 'n2' }));
    expect(await errorOf('2')).toMatchObject({ code: 'DuplicateSourceEntries' });
    expect(await employeeIds()).toEqual(['n1']);
  });

  test('one that the target takes for the one it was asked for is refused as well', async () => {
    const { directory, random } = await openTestDirectory();
    const target = createDirectoryTarget(directory, random);
    let first: CreatedUser | undefined;
    const eager: Target = {
      ...target,
      // As Graph does with an account that is new and equal in every value: it may be ours, of an attempt that was lost.
      create: async (attributes, key) => {
        first ??= await target.create(attributes, key);
        return first;
      },
    };
    bench = await createWorkbench({}, { target: eager });
    scenes = scenesOf(bench);
    await carryNoAnchor();
    await scenes.provision(person('1', { ...SHARED, nickName: 'n1' }));
    await scenes.provision(person('2', { userName: 'other@adatum.example', nickName: 'n2' }));
    expect(await errorOf('2')).toMatchObject({ code: 'DuplicateSourceEntries' });
    expect((await scenes.person('2')).link).toBeNull();
  });

  test('a worker that died after it had noted whose account it is keeps others away for a moment only', async () => {
    const account = await standing();
    const { owners } = bench.services.house;
    await owners.register({ jobId: JOB_ID, targetAnchor: account.id }, '1', bench.clock.now(), async () => false);
    await scenes.provision(person('2', { ...SHARED, nickName: 'n2' }));
    expect(await errorOf('2')).toMatchObject({ code: 'DuplicateSourceEntries' });
    await scenes.pass(7 * HOUR);
    expect(await scenes.log('2')).toEqual(['2 update success', '2 other failure']);
    expect(await linkOf('2')).toBe(account.id);
  });
});

describe('an account that was handed to another number', () => {
  const OTHER = { userName: 'other@adatum.example' };
  const handOver = async () => {
    const [account] = await bench.services.directory.find('employeeId', '1', 1);
    if (account === undefined) throw new Error('Nobody has an account.');
    await bench.services.directory.update(account.id, { employeeId: '2' });
    return account.id;
  };

  test('is not disabled by the record it belonged to before, in a full export of both', async () => {
    await scenes.provision(person('1', SHARED));
    await handOver();
    await scenes.provision(person('1', { ...SHARED, active: false }), person('2', { ...OTHER, active: true }));
    await scenes.pass(HOUR);
    expect(await scenes.enabled('2')).toBe(true);
    expect(await errorOf('1')).toMatchObject({
      code: 'DuplicateSourceEntries',
      reason: expect.stringContaining(`User '1', belongs to User '2' by now`),
    });
    expect(await linkOf('2')).toBe(await linkOf('1'));
  });

  test('nor by that record when it comes alone', async () => {
    await scenes.provision(person('1', SHARED));
    await handOver();
    await scenes.provision(person('2', OTHER));
    await scenes.provision(person('1', { ...SHARED, active: false }));
    await scenes.pass(HOUR);
    expect(await scenes.enabled('2')).toBe(true);
  });

  test('stays with whoever is linked to it where the number on it is nobody’s', async () => {
    await scenes.provision(person('1', SHARED));
    await handOver();
    await scenes.provision(person('1', { ...SHARED, title: 'Lead' }));
    expect(await employeeIds()).toEqual(['1']);
    expect((await scenes.log('1'))[0]).toBe('1 update success');
  });
});
