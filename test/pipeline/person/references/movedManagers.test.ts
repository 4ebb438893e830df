/**
 * Managers who get another account: deleted and hired again, matched anew, restored under another id. Everybody who refers
 * to them is set again, without a word of the source; and a manager whom another job has made is found.
 */
import type { UserDirectory } from '../../../../shared/directory/userDirectory';
import { forgetPerson } from '../../../../shared/pipeline/jobs/forgetPerson';
import { rematchPerson } from '../../../../shared/pipeline/jobs/rematchPerson';
import { createDirectoryTarget } from '../../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../../shared/targets/target';
import { openTestDirectory } from '../../../support/directory';
import { type Scenes, scenesOf } from '../../../support/scenes';
import { addSecondJob } from '../../../support/secondJob';
import { createWorkbench, person, type Workbench } from '../../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const under = (externalId: string, manager: string, title = 'Clerk') =>
  person(externalId, { title, [ENTERPRISE]: { manager: { value: manager } } });

let bench: Workbench;
let scenes: Scenes;
let target: Target;
let references: string[];
let directory: UserDirectory;

beforeEach(async () => {
  const opened = await openTestDirectory();
  directory = opened.directory;
  const real = createDirectoryTarget(directory, opened.random);
  references = [];
  target = {
    ...real,
    capabilities: { ...real.capabilities, createsOnce: false },
    create: (attributes) => real.create(attributes),
    async setReference(anchor, attribute, to) {
      const told = await real.setReference(anchor, attribute, to);
      references.push(`${await whose(anchor)} ${attribute} ${to === null ? null : await whose(to)}`);
      return told;
    },
  };
  const whose = async (anchor: string) => String((await real.read(anchor, ['employeeId']))?.attributes.employeeId);
  bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '0' }, { target });
  scenes = scenesOf(bench);
});

const linkOf = async (externalId: string) => (await scenes.person(externalId)).link?.targetAnchor ?? '';
const account = async (externalId: string) =>
  (await target.find('employeeId', externalId, ['manager', 'employeeId']))[0];
const managerOf = async (externalId: string) => (await account(externalId))?.attributes.manager;

/** The account is nobody's any more, and Muster is to forget whose it was. */
async function loseAccount(externalId: string): Promise<void> {
  await target.update(await linkOf(externalId), { employeeId: `former ${externalId}`, userPrincipalName: FORMER });
  await forgetPerson(await scenes.job(), externalId, 'Muster', bench.services.house);
}
const FORMER = 'former@adatum.example';

describe('a manager who is forgotten, and matched anew with another account', () => {
  beforeEach(async () => {
    await scenes.provision(person('boss'), under('a', 'boss'), under('b', 'boss'), under('c', 'other'));
    await bench.supervise(2);
    references = [];
  });

  test('is set again on everybody who refers to them, and on nobody else', async () => {
    const before = await linkOf('boss');
    await loseAccount('boss');
    await scenes.provision(person('boss'));
    const now = await linkOf('boss');
    expect(now).not.toBe(before);
    await bench.supervise(1);
    expect(references.sort()).toEqual(['a manager boss', 'b manager boss']);
    expect([await managerOf('a'), await managerOf('b')]).toEqual([now, now]);
    expect((await scenes.person('a')).resolved).toMatchObject([{ anchor: 'boss', targetAnchor: now }]);
    const [entry] = await bench.log('a');
    expect(entry?.entry.modified).toMatchObject([{ name: 'manager', oldValue: before, newValue: now }]);
  });

  test('costs each of them one write, however often it is told of', async () => {
    await loseAccount('boss');
    await scenes.provision(person('boss'));
    await bench.supervise(100);
    expect(references.sort()).toEqual(['a manager boss', 'b manager boss']);
    expect((await scenes.person('boss')).moved).toBeUndefined();
    expect(await scenes.listed('moved')).toEqual([]);
  });

  test('and has the same account again: nothing is written', async () => {
    await forgetPerson(await scenes.job(), 'boss', 'Muster', bench.services.house);
    await scenes.provision(person('boss'));
    await bench.supervise(30);
    expect(references).toEqual([]);
    expect((await scenes.person('boss')).formerly).toBeUndefined();
  });

  test('is told of by the timer where the worker died before it could', async () => {
    await loseAccount('boss');
    const { operations } = bench.services.house;
    const send = operations.send;
    operations.send = async (jobId, text, options) => {
      if (!text.includes('resolveWaiting')) await send(jobId, text, options);
    };
    await scenes.provision(person('boss'));
    operations.send = send;
    expect(references).toEqual([]);
    await bench.supervise(25);
    expect(references.sort()).toEqual(['a manager boss', 'b manager boss']);
  });

  test('an upload of a report meanwhile does not bring the old account back', async () => {
    await loseAccount('boss');
    await scenes.provision(person('boss'), under('a', 'boss', 'Lead'));
    await bench.supervise(2);
    expect(await managerOf('a')).toBe(await linkOf('boss'));
  });

  test('somebody who has another manager by now is left alone', async () => {
    await scenes.provision(person('other'), under('a', 'other'));
    await bench.supervise(2);
    references = [];
    await loseAccount('boss');
    await scenes.provision(person('boss'));
    await bench.supervise(2);
    expect(references).toEqual(['b manager boss']);
  });
});

describe('a manager whose account was deleted by hand, and who is matched or created anew', () => {
  test('is set again on everybody who refers to them, also where the dead account was refused', async () => {
    await scenes.provision(person('boss'), under('a', 'boss'), under('b', 'boss'));
    const before = await linkOf('boss');
    await directory.delete(before);
    await directory.purge(before);
    await scenes.provision(under('c', 'boss'));
    expect(await scenes.log('c')).toEqual(['c create success']);
    expect((await scenes.person('c')).waiting).toMatchObject([
      { anchor: 'boss', refused: { attempts: 1, to: before } },
    ]);
    references = [];
    expect(await rematchPerson(await scenes.job(), 'boss', 'Muster', bench.services.house)).toBe('unlinked');
    await bench.supervise(2);
    const now = await linkOf('boss');
    expect(now).not.toBe(before);
    expect(references.sort()).toEqual(['a manager boss', 'b manager boss', 'c manager boss']);
    expect([await managerOf('a'), await managerOf('b'), await managerOf('c')]).toEqual([now, now, now]);
    expect([await scenes.listed('waiting'), await scenes.listed('escrow')]).toEqual([[], []]);
  });
});

describe('a manager whose account is deleted for good when they leave', () => {
  const boss = (title: string) => person('boss', { title });

  beforeEach(async () => {
    const mortal: Target = {
      ...target,
      capabilities: { ...target.capabilities, softDelete: false },
      delete: (anchor) =>
        target.update(anchor, { employeeId: 'nobody', userPrincipalName: FORMER }).then(() => undefined),
    };
    bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '0' }, { target: mortal });
    scenes = scenesOf(bench);
    const clause = { sourceOperandName: 'title', operatorName: 'NOT EQUALS', targetOperand: { values: ['Gone'] } };
    await scenes.changeSchema((schema) => ({
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((one) => ({
          ...one,
          flowTypes: 'Add,Update,Delete',
          scope: { groups: [{ name: 'there', clauses: [clause] }] },
          attributeMappings: one.attributeMappings.filter((each) => each.targetAttributeName !== 'accountEnabled'),
        })),
      })),
    }));
    await scenes.provision(boss('Head'), under('a', 'boss'), under('b', 'boss'));
    expect(references.sort()).toEqual(['a manager boss', 'b manager boss']);
    references = [];
    await scenes.provision(boss('Gone'));
    await bench.supervise(3);
    expect((await scenes.person('boss')).link).toBeNull();
  });

  test('is waited for: no upload of a report asks the target for the account that is gone', async () => {
    expect(await scenes.listed('waiting')).toEqual(['a', 'b']);
    await scenes.provision(under('a', 'boss', 'Lead'));
    expect(references).toEqual([]);
    expect(await scenes.log('a')).toEqual(['a update success', 'a create success']);
  });

  test('is set again on everybody when hired again', async () => {
    await scenes.provision(boss('Head'));
    await bench.supervise(1);
    expect(references.sort()).toEqual(['a manager boss', 'b manager boss']);
    expect(await managerOf('b')).toBe(await linkOf('boss'));
    expect(await scenes.listed('waiting')).toEqual([]);
  });
});

describe('a manager whom another job of the same directory has made', () => {
  test('is found there, at once', async () => {
    const other = await addSecondJob(bench);
    await other.upload(person('boss'));
    await bench.drain();
    await scenes.provision(under('a', 'boss'));
    expect(references).toEqual(['a manager boss']);
    expect(await scenes.listed('waiting')).toEqual([]);
  });

  test('is found when it comes later, by the timer', async () => {
    const other = await addSecondJob(bench);
    await scenes.provision(under('a', 'boss'));
    expect(await scenes.listed('waiting')).toEqual(['a']);
    await other.upload(person('boss'));
    await bench.drain();
    await bench.supervise(25);
    expect(references).toEqual(['a manager boss']);
    expect(await scenes.listed('waiting')).toEqual([]);
  });

  test('and is in this job, too, without an account of its own, is found there', async () => {
    const other = await addSecondJob(bench);
    await other.upload(person('boss'));
    await bench.drain();
    const { userName: _, ...known } = person('boss', { externalId: 'boss' });
    await scenes.provision({ ...known, userName: null }, under('a', 'boss'));
    expect(references).toEqual(['a manager boss']);
  });

  test('has another account one day: who refers to it from here is set again', async () => {
    const other = await addSecondJob(bench);
    await other.upload(person('boss'));
    await bench.drain();
    await scenes.provision(under('a', 'boss'));
    references = [];
    const { house } = bench.services;
    const job = (await house.jobs.get(other.jobId))?.value;
    const boss = await account('boss');
    if (job === undefined || boss === undefined) throw new Error('The other job has no boss.');
    await target.update(boss.anchor, { employeeId: 'former boss', userPrincipalName: FORMER });
    await bench.supervise(2);
    expect(await forgetPerson(job, 'boss', 'Muster', house)).toBe('forgotten');
    await other.upload(person('boss'));
    await bench.drain();
    await bench.supervise(1);
    expect(references).toEqual(['a manager boss']);
    expect(await managerOf('a')).toBe((await account('boss'))?.anchor);
  });

  test('is nobody’s to guess where two jobs have given the person different accounts', async () => {
    const other = await addSecondJob(bench);
    await other.upload(person('boss'));
    await bench.drain();
    await bench.services.house.realms.note('elsewhere', target.capabilities.realm);
    const load = bench.services.house.people.load;
    bench.services.house.people.load = async (jobId, anchors) => {
      const loaded = await load(jobId === 'elsewhere' ? other.jobId : jobId, anchors);
      const boss = loaded.get('boss');
      if (jobId !== 'elsewhere' || boss === undefined || boss.person.link === null) return loaded;
      const link = { ...boss.person.link, targetAnchor: 'another' };
      return loaded.set('boss', { ...boss, person: { ...boss.person, link } });
    };
    await scenes.provision(under('a', 'boss'));
    expect(await scenes.listed('waiting')).toEqual(['a']);
  });
});
