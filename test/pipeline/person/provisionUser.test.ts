import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundEntry } from '../../../shared/pipeline/logs/queryLogs';
import type { JsonObject } from '../../../shared/scim/json';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const withManager = (externalId: string, manager: string) =>
  person(externalId, { [ENTERPRISE]: { manager: { value: manager } } });

const told = ({ entry }: FoundEntry) => `${entry.source.id} ${entry.action} ${entry.status}`;
const stepNames = ({ entry }: FoundEntry) => entry.steps.map((step) => step.name);

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

async function provision(...people: JsonObject[]): Promise<void> {
  await bench.upload(people);
  await bench.drain();
}

async function account(externalId: string) {
  const [found] = await bench.services.directory.find('employeeId', externalId, 1);
  return found?.properties;
}

async function managerOf(externalId: string) {
  const [found] = await bench.services.directory.find('employeeId', externalId, 1);
  return (await bench.services.directory.manager(found?.id ?? ''))?.properties.employeeId;
}

describe('provisionUser', () => {
  test('creates an account for a person nobody knows, and tells every step', async () => {
    await provision(person('701984'));

    const [entry] = await bench.log();
    expect(entry && told(entry)).toBe('701984 create success');
    expect(entry && stepNames(entry)).toEqual([
      'Import from API',
      'Determine if User is in scope',
      'Match user',
      'Provision User',
    ]);
    expect(await account('701984')).toMatchObject({ displayName: 'Person 701984', accountEnabled: true });
  });

  test('writes nothing when the same person comes again', async () => {
    await provision(person('701984'));
    const before = await account('701984');
    await provision(person('701984'));

    const [entry] = await bench.log();
    expect(entry && told(entry)).toBe('701984 other skipped');
    expect(entry?.entry.error?.code).toBe('RedundantExport');
    expect(await account('701984')).toEqual(before);
  });

  test('updates only what changed', async () => {
    await provision(person('701984'));
    await provision(person('701984', { title: 'Tour Lead' }));

    const [entry] = await bench.log();
    expect(entry && told(entry)).toBe('701984 update success');
    expect(entry?.entry.modified).toEqual([{ name: 'jobTitle', oldValue: null, newValue: 'Tour Lead' }]);
  });

  test('disables the account of a person who is not active any more, and enables it again', async () => {
    await provision(person('701984'));
    await provision(person('701984', { active: false }));
    expect((await bench.log()).map(told)).toEqual(['701984 create success']); // held by the deletion guard
    await bench.supervise(6);
    expect((await bench.log()).map(told)[0]).toBe('701984 disable success');
    expect(await account('701984')).toMatchObject({ accountEnabled: false });

    await provision(person('701984'));
    expect((await bench.log()).map(told)[0]).toBe('701984 update success');
    expect(await account('701984')).toMatchObject({ accountEnabled: true });
  });

  test('takes over an account that is there already', async () => {
    await bench.services.directory.create({
      userPrincipalName: 'babs@adatum.example',
      displayName: 'Babs',
      mailNickname: 'babs',
      accountEnabled: true,
      employeeId: '701984',
      passwordProfile: { password: 'x7!Qp2#Lm9&Zt4' },
    });
    await provision(person('701984'));
    expect((await bench.log()).map(told)).toEqual(['701984 update success']);
    expect(await account('701984')).toMatchObject({ displayName: 'Person 701984' });
  });

  test('one failing person does not touch the neighbours, and is escrowed', async () => {
    await provision(person('1'), person('2', { userName: 'two@elsewhere.example' }), person('3'));
    expect((await bench.log()).map(told).sort()).toEqual(['1 create success', '2 create failure', '3 create success']);
    const [failed] = await bench.log('2');
    expect(failed?.entry.error).toMatchObject({ code: 'InvalidDomain' });
    const stored = (await bench.services.house.people.load(failed?.frame.job.id ?? '', ['2'])).get('2');
    expect(stored?.person.escrow).toMatchObject({ attempts: 1, failure: { code: 'InvalidDomain' } });
  });

  test('a person without externalId is skipped in the log, and only there', async () => {
    await provision(person('1'), person('', { externalId: null }));
    expect((await bench.log()).map(told).sort()).toEqual([' other skipped', '1 create success']);
  });

  test('the same person twice in one request is worked on in order', async () => {
    await provision(person('1', { title: 'First' }), person('1', { title: 'Second' }));
    expect((await bench.log()).map(told)).toEqual(['1 update success', '1 create success']);
    expect(await account('1')).toMatchObject({ jobTitle: 'Second' });
  });
});

describe('references', () => {
  test('a manager of the same request is set at once', async () => {
    await provision(withManager('2', '1'), person('1'));
    const [report] = await bench.log('2');
    expect(report && told(report)).toBe('2 create success');
    expect(report?.entry.modified.at(-1)?.name).toBe('manager');
    expect(await managerOf('2')).toBe('1');
  });

  test('a manager who is not there yet is waited for, and set with an entry of its own', async () => {
    await provision(withManager('2', '1'));
    const [waiting] = await bench.log('2');
    expect(waiting && told(waiting)).toBe('2 create success');
    expect(waiting?.entry.steps.find((step) => step.type === 'referenceResolution')?.status).toBe('warning');

    await provision(person('1'));
    bench.clock.advance(2_000);
    await bench.drain();
    const [resolved] = await bench.log('2');
    expect(resolved && told(resolved)).toBe('2 update success');
    expect(await managerOf('2')).toBe('1');
  });

  test.each([
    { name: 'is held by the guard', now: { active: false }, last: '2 disable success' },
    { name: 'fails', now: { userName: 'two@elsewhere.example' }, last: '2 update failure' },
  ])('somebody who $name when the awaited manager appears still gets the manager', async ({ now, last }) => {
    await provision(withManager('2', '1'));
    await provision(person('1'), { ...withManager('2', '1'), ...now });
    await bench.supervise(8);
    expect((await bench.log('2')).map(told)).toContain(last);
    expect(await managerOf('2')).toBe('1');
    expect(bench.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('two people may manage each other, and one may manage himself', async () => {
    await provision(withManager('1', '2'), withManager('2', '1'), withManager('3', '3'));
    for (const [report, manager] of [
      ['1', '2'],
      ['2', '1'],
      ['3', '3'],
    ] as const) {
      expect(await managerOf(report)).toBe(manager);
    }
  });
});

test("the quickstart's two people are created, and the second one's manager is the first", async () => {
  const text = readFileSync(join(__dirname, '../../../docs/examples/quickstart.json'), 'utf8');
  const { Operations } = JSON.parse(text) as { Operations: { data: JsonObject }[] };
  bench = await createWorkbench({ VERIFIED_DOMAINS: 'example.com' });
  await provision(...Operations.map(({ data }) => data));
  expect((await bench.log()).map(told).sort()).toEqual(['701984 create success', '701985 create success']);
  expect(await managerOf('701985')).toBe('701984');
});
