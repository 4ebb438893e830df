import { explanationsOf } from '../../../shared/engine/person/attributeMappingStep';
import type { LogEntry } from '../../../shared/engine/person/logEntry';
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import type { ObjectMapping, SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { ProvisioningError } from '../../../shared/errors';
import type { OnDemandAnswer, OnDemandQuestion } from '../../../shared/pipeline/agentQuestions';
import type { House } from '../../../shared/pipeline/ports';
import { provisionOnDemand } from '../../../shared/pipeline/preview/provisionOnDemand';
import type { Json } from '../../../shared/scim/json';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MINUTE = 60_000;
const withManager = (externalId: string, manager: string) =>
  person(externalId, { [ENTERPRISE]: { manager: { value: manager } } });

const told = ({ action, status }: LogEntry) => `${action} ${status}`;
const stepNames = ({ steps }: LogEntry) => steps.map(({ name }) => name);
const lastStep = ({ steps }: LogEntry) => steps.at(-1)?.description;

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

type Question = Partial<OnDemandQuestion> & { readonly anchor: string };

async function ask(question: Question, ports: Partial<House> = {}): Promise<OnDemandAnswer> {
  const definition = await bench.services.house.contexts.find(JOB_ID);
  if (definition === undefined) throw new Error('The workbench has no job.');
  const whole = { data: undefined, dryRun: false, ...question };
  bench.clock.advance(1_000); // what is asked comes after what was done
  return provisionOnDemand(whole, definition, { ...bench.services.house, ...ports });
}

async function entryOf(question: Question): Promise<LogEntry> {
  const answer = await ask(question);
  if (answer.kind !== 'provisioned') throw new Error(`Not provisioned: ${JSON.stringify(answer)}`);
  return answer.entry;
}

async function account(externalId: string) {
  const [found] = await bench.services.directory.find('employeeId', externalId, 1);
  return found?.properties;
}

/** As an administrator of the directory would, behind Muster's back. */
async function changeAccount(externalId: string, change: Record<string, Json>): Promise<void> {
  const [found] = await bench.services.directory.find('employeeId', externalId, 1);
  await bench.services.directory.update(found?.id ?? '', change);
}

function changeMapping(change: (mapping: ObjectMapping) => ObjectMapping) {
  return scenes.changeSchema((schema: SynchronizationSchema) => ({
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map(change),
    })),
  }));
}

const onlySales = (objectMapping: ObjectMapping): ObjectMapping => {
  const clauses = [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Sales'] } }];
  const scope = { groups: [{ name: 'Sales only', clauses }], inputFilterGroups: [], categoryFilterGroups: [] };
  return { ...objectMapping, scope };
};

/** Everything that is stored, down to the etags. */
function everything(): string {
  const tables = ['jobs', 'people', 'staging', 'directory', 'audit'].map((name) => bench.storage.table(name).rows());
  return JSON.stringify([tables, bench.storage.queue('operations').messages()]);
}

describe('on the last known data', () => {
  test('what was changed in the directory is put right, and logged like any other work', async () => {
    await scenes.provision(person('1', { title: 'Tour Guide' }));
    await changeAccount('1', { jobTitle: 'Wizard' });

    const entry = await entryOf({ anchor: '1' });
    expect(told(entry)).toBe('update success');
    expect(entry.modified).toEqual([{ name: 'jobTitle', oldValue: 'Wizard', newValue: 'Tour Guide' }]);
    expect(await account('1')).toMatchObject({ jobTitle: 'Tour Guide' });
    expect(await scenes.log()).toEqual(['1 update success', '1 create success']);
  });

  test('every step is told, the mapping of every attribute among them', async () => {
    await scenes.provision(person('1'));
    const entry = await entryOf({ anchor: '1' });
    expect(stepNames(entry)).toEqual([
      'Import from API',
      'Determine if User is in scope',
      'Match user',
      'Attribute Mapping',
      'Provision User',
    ]);
    expect(entry.steps[0]?.description).toBe("Retrieved User '1' from API on demand, as last uploaded");
  });

  test('each step carries the moment it was taken', async () => {
    await scenes.provision(person('1'));
    const answer = await ask({ anchor: '1' });
    if (answer.kind !== 'provisioned') throw new Error('Not provisioned.');
    expect(answer.steps.map(({ step }) => step)).toEqual(answer.entry.steps);
    for (const { at } of answer.steps) expect(at).toBeGreaterThanOrEqual(answer.began);
  });

  test('somebody who is up to date is skipped, with an entry that says so', async () => {
    await scenes.provision(person('1'));
    const entry = await entryOf({ anchor: '1' });
    expect(told(entry)).toBe('other skipped');
    expect(entry.error?.code).toBe('RedundantExport');
    expect(await scenes.log()).toEqual(['1 other skipped', '1 create success']);
  });

  test('somebody who failed is created once the cause is gone', async () => {
    await scenes.provision(person('1', { userName: 'one@elsewhere.example' }));
    expect((await scenes.person('1')).escrow?.failure.code).toBe('InvalidDomain');
    await changeMapping((all) => ({
      ...all,
      attributeMappings: all.attributeMappings.map((one) =>
        one.targetAttributeName === 'userPrincipalName'
          ? { ...mapping('userPrincipalName', 'Join("@", [externalId], DefaultDomain())') }
          : one,
      ),
    }));

    expect(told(await entryOf({ anchor: '1' }))).toBe('create success');
    expect(await account('1')).toMatchObject({ userPrincipalName: '1@adatum.example' });
    expect((await scenes.person('1')).escrow).toBeNull();
  });

  test('somebody who fails again stays escrowed', async () => {
    await scenes.provision(person('1', { userName: 'one@elsewhere.example' }));
    const entry = await entryOf({ anchor: '1' });
    expect(told(entry)).toBe('create failure');
    expect(entry.error?.code).toBe('InvalidDomain');
    expect((await scenes.person('1')).escrow).toMatchObject({ attempts: 2 });
  });

  test('somebody out of scope is skipped', async () => {
    await changeMapping(onlySales);
    await scenes.provision(person('1', { title: 'Tour Guide' }));
    const entry = await entryOf({ anchor: '1' });
    expect(told(entry)).toBe('other skipped');
    expect(lastStep(entry)).toBe("User '1' will be skipped because it is not in scope");
  });

  test('a manager who has an account by now is set', async () => {
    await scenes.provision(withManager('2', '1'));
    await scenes.provision(person('1'));
    const entry = await entryOf({ anchor: '2' });
    expect(told(entry)).toBe('update success');
    expect(entry.modified).toEqual([{ name: 'manager', oldValue: null, newValue: expect.any(String) }]);
  });

  test('a manager who has none goes on being waited for', async () => {
    await scenes.provision(withManager('2', '1'));
    const entry = await entryOf({ anchor: '2' });
    expect(told(entry)).toBe('other skipped');
    expect(entry.steps.find(({ type }) => type === 'referenceResolution')?.status).toBe('warning');
    expect(await scenes.listed('waiting')).toEqual(['2']);
  });

  test('what was uploaded later and still waits is not overtaken', async () => {
    await scenes.provision(person('1', { title: 'First' }));
    await scenes.changeJob({ state: 'Paused' });
    await scenes.provision(person('1', { title: 'Second' }));

    await entryOf({ anchor: '1' });
    expect(await account('1')).toMatchObject({ jobTitle: 'First' });
    await scenes.changeJob({ state: 'Active' });
    await bench.supervise(2);
    expect(await account('1')).toMatchObject({ jobTitle: 'Second' });
  });

  test('nobody who was never uploaded is known', async () => {
    expect(await ask({ anchor: 'nobody' })).toEqual({ kind: 'unknownPerson' });
  });

  test('somebody who is only waited for as a manager is not known either', async () => {
    await scenes.provision(withManager('2', '1'));
    expect(await ask({ anchor: '1' })).toEqual({ kind: 'unknownPerson' });
  });
});

describe('on data given with the question', () => {
  test('it counts as an upload: created, logged, known from now on', async () => {
    const entry = await entryOf({ anchor: '9', data: person('9', { title: 'Newcomer' }) });
    expect(told(entry)).toBe('create success');
    expect(entry.steps[0]?.description).toBe("Retrieved User '9' from API on demand, as given with the request");
    expect(await account('9')).toMatchObject({ jobTitle: 'Newcomer' });
    expect(await scenes.log()).toEqual(['9 create success']);
    expect(await scenes.person('9')).toMatchObject({ sequence: 1, data: { title: 'Newcomer' } });
    expect(told(await entryOf({ anchor: '9' }))).toBe('other skipped');
  });

  test('it is newer than what was uploaded before and still waits', async () => {
    await scenes.provision(person('1', { title: 'First' }));
    await scenes.changeJob({ state: 'Paused' });
    await scenes.provision(person('1', { title: 'Second' }));
    await entryOf({ anchor: '1', data: person('1', { title: 'Third' }) });

    await scenes.changeJob({ state: 'Active' });
    await bench.supervise(2);
    expect(await account('1')).toMatchObject({ jobTitle: 'Third' });
    expect(await scenes.log()).toEqual(['1 other skipped', '1 update success', '1 create success']);
  });

  test('names of attributes may be written in any case, as in an upload', async () => {
    const { userName, ...rest } = person('9');
    expect(told(await entryOf({ anchor: '9', data: { ...rest, username: userName } }))).toBe('create success');
  });

  test('data too large to keep is refused before anything is written', async () => {
    const before = everything();
    const noise = Array.from({ length: 40_000 }, (_, index) => `${index * 7_919}-${Math.sin(index)}`).join(' ');
    const answer = await ask({ anchor: '9', data: person('9', { nickName: noise }) });
    expect(answer).toMatchObject({
      kind: 'refused',
      faults: [{ code: 'OperationTooLarge', target: 'parameters[0].subjects[0].data' }],
    });
    expect(everything()).toBe(before);
  });
});

describe('nobody is disabled or deleted on demand', () => {
  const REFUSED =
    "User '1' is left as it is. On-demand provisioning neither disables nor deletes accounts, because the deletion guard would not see them coming.";

  test('somebody given as inactive keeps the account, and the data is not taken over', async () => {
    await scenes.provision(person('1'));
    const entry = await entryOf({ anchor: '1', data: person('1', { active: false }) });
    expect(told(entry)).toBe('disable skipped');
    expect(lastStep(entry)).toBe(REFUSED);
    expect(entry.modified).toEqual([{ name: 'accountEnabled', oldValue: 'True', newValue: 'False' }]);
    expect(await scenes.enabled('1')).toBe(true);
    expect((await scenes.person('1')).data).toMatchObject({ active: true });
    expect(await scenes.log()).toEqual(['1 disable skipped', '1 create success']);
  });

  test('somebody who left the scope keeps the account', async () => {
    await scenes.provision(person('1', { title: 'Tour Guide' }));
    await changeMapping(onlySales);
    const entry = await entryOf({ anchor: '1' });
    expect(told(entry)).toBe('disable skipped');
    expect(lastStep(entry)).toBe(REFUSED);
    expect(await scenes.enabled('1')).toBe(true);
  });

  test('not even where the guard is switched off', async () => {
    await scenes.changeSettings({ DeleteThresholdEnabled: 'False' });
    await scenes.provision(person('1'));
    expect(told(await entryOf({ anchor: '1', data: person('1', { active: false }) }))).toBe('disable skipped');
    expect(await scenes.enabled('1')).toBe(true);
  });

  test('what the guard holds goes on being held, and runs in its time', async () => {
    await scenes.provision(person('1'));
    await scenes.provision(person('1', { active: false }));
    expect(await scenes.listed('held')).toEqual(['1']);

    expect(told(await entryOf({ anchor: '1' }))).toBe('disable skipped');
    expect(await scenes.listed('held')).toEqual(['1']);
    await bench.supervise(6);
    expect(await scenes.enabled('1')).toBe(false);
    expect((await scenes.log())[0]).toBe('1 disable success');
  });

  test('somebody new and inactive gets a disabled account: nothing is taken away', async () => {
    expect(told(await entryOf({ anchor: '9', data: person('9', { active: false }) }))).toBe('create success');
    expect(await scenes.enabled('9')).toBe(false);
  });
});

describe('a job that is stopped', () => {
  test.each([
    { name: 'paused', change: { state: 'Paused' } },
    { name: 'never started', change: { started: false } },
    {
      name: 'in quarantine',
      change: {
        quarantine: {
          reason: 'EncounteredQuarantineException',
          seriesBegan: 0,
          currentBegan: 0,
          seriesCount: 0,
          nextAttempt: Number.MAX_SAFE_INTEGER,
          error: null,
        },
      },
    },
  ] as const)('$name provisions on demand all the same', async ({ change }) => {
    await scenes.provision(person('1'));
    await scenes.changeJob(change);
    await changeAccount('1', { displayName: 'Somebody else' });
    expect(told(await entryOf({ anchor: '1' }))).toBe('update success');
    expect(told(await entryOf({ anchor: '9', data: person('9') }))).toBe('create success');
  });
});

describe('the books', () => {
  test('the cycle that a run opened ends when it is over', async () => {
    await scenes.provision(person('1'));
    await bench.supervise(2);
    await entryOf({ anchor: '1' });
    expect(await scenes.isRunning()).toBe(true);
    await bench.supervise(1);
    expect(await scenes.isRunning()).toBe(false);
  });

  test('the message left behind finds nothing to do', async () => {
    await scenes.provision(person('1'));
    await entryOf({ anchor: '1' });
    await entryOf({ anchor: '9', data: person('9') });
    const before = await scenes.log();
    await scenes.pass(5 * MINUTE);
    expect(await scenes.log()).toEqual(before);
    expect(bench.storage.queue('operations').messages()).toEqual([]);
  });

  const died: Partial<House> = {
    get ledger() {
      return {
        ...bench.services.house.ledger,
        commit: () => Promise.reject(new StoreUnavailable('The plug was pulled.')),
      };
    },
  };

  test('a process that dies over known data keeps no cycle open', async () => {
    await scenes.provision(person('1'));
    await expect(ask({ anchor: '1' }, died)).rejects.toThrow('The plug was pulled.');
    await scenes.pass(5 * MINUTE);
    expect(await scenes.isRunning()).toBe(false);
  });

  test('a process that dies over given data leaves an upload that is carried out', async () => {
    await expect(ask({ anchor: '9', data: person('9') }, died)).rejects.toThrow('The plug was pulled.');
    await scenes.pass(5 * MINUTE);
    expect(await scenes.isRunning()).toBe(false);
    expect((await scenes.log('9')).length).toBe(1);
    expect(await account('9')).toMatchObject({ displayName: 'Person 9' });
  });

  async function claimedFor(ms: number): Promise<void> {
    const { people, ledger } = bench.services.house;
    const stored = (await people.load(JOB_ID, ['1'])).get('1');
    if (stored === undefined) throw new Error('Nobody was loaded.');
    const claim = { by: 'another worker', until: bench.clock.now() + ms };
    await ledger.write([{ ...stored, person: { ...stored.person, claim } }]);
  }

  test("another worker's claim is waited for", async () => {
    await scenes.provision(person('1'));
    await claimedFor(20_000);
    const began = bench.clock.now();
    expect(told(await entryOf({ anchor: '1' }))).toBe('other skipped');
    expect(bench.clock.now() - began).toBeGreaterThanOrEqual(20_000);
  });

  test('but not for ever, and the cycle does not stay open for it', async () => {
    await scenes.provision(person('1'));
    await claimedFor(60 * MINUTE);
    expect(await ask({ anchor: '1' })).toEqual({ kind: 'busy' });
    await bench.supervise(1);
    expect(await scenes.isRunning()).toBe(false);
  });
});

test('a target that cannot be worked with is the one step that is told', async () => {
  await scenes.provision(person('1'));
  const refusal = new ProvisioningError('InvalidCredentials', 'The token has expired.');
  const { contexts } = bench.services.house;
  const answer = await ask({ anchor: '1' }, { contexts: { ...contexts, get: () => Promise.reject(refusal) } });
  expect(answer).toMatchObject({
    kind: 'provisioned',
    entry: {
      status: 'failure',
      error: { code: 'InvalidCredentials', reason: 'The token has expired. Nothing was looked at or written.' },
      steps: [
        {
          name: 'Test connection',
          description: 'Azure Active Directory cannot be worked with: The token has expired.',
        },
      ],
    },
  });
  expect(await scenes.log()).toEqual(['1 create success']);
});

test('what a mapping passes through Redact is shown nowhere', async () => {
  await changeMapping((all) => ({
    ...all,
    attributeMappings: all.attributeMappings.map((one) =>
      one.targetAttributeName === 'jobTitle' ? mapping('jobTitle', 'Redact([title])') : one,
    ),
  }));
  const entry = await entryOf({ anchor: '9', data: person('9', { title: 'Secret agent' }) });
  expect(JSON.stringify(entry)).not.toContain('Secret agent');
  const explained = entry.steps.flatMap((step) => explanationsOf(step) ?? []);
  expect(explained.find(({ target }) => target === 'jobTitle')).toMatchObject({
    sourceValues: { title: '[Redact]' },
    result: '[Redact]',
    written: true,
  });
  expect(await account('9')).toMatchObject({ jobTitle: 'Secret agent' });
});

describe('a dry run', () => {
  beforeEach(async () => {
    await scenes.provision(person('1', { title: 'Tour Guide' }), person('boss'));
    await scenes.provision(person('failed', { userName: 'x@elsewhere.example' }), withManager('waits', 'nobody'));
    await scenes.provision(person('held'));
    await scenes.provision(person('held', { active: false }));
  });

  test.each<{ name: string; question: Question; expected: string; last: string }>([
    {
      name: 'a create',
      question: { anchor: '9', data: withManager('9', 'boss') },
      expected: 'create success',
      last: "User 'user9@adatum.example' would be created in Azure Active Directory",
    },
    {
      name: 'an update',
      question: { anchor: '1', data: person('1', { title: 'Tour Lead' }) },
      expected: 'update success',
      last: "User 'user1@adatum.example' would be updated in Azure Active Directory",
    },
    {
      name: 'a disable',
      question: { anchor: '1', data: person('1', { active: false }) },
      expected: 'disable success',
      last: "User 'user1@adatum.example' would be disabled in Azure Active Directory",
    },
    {
      name: 'a disable that the guard holds',
      question: { anchor: 'held' },
      expected: 'disable success',
      last: "User 'userheld@adatum.example' would be disabled in Azure Active Directory",
    },
    {
      name: 'somebody up to date',
      question: { anchor: '1' },
      expected: 'other skipped',
      last: "User '1' is already equal in source and target",
    },
    {
      name: 'somebody nobody can match',
      question: { anchor: '9', data: { schemas: [], userName: 'x@adatum.example' } },
      expected: 'other skipped',
      last: "User '9' will be skipped. The user has no value for any matching attribute (externalId).",
    },
    {
      name: 'a mapping that fails',
      question: { anchor: '9', data: { schemas: [], externalId: '9' } },
      expected: 'create failure',
      last: expect.stringContaining('could not be mapped: The required attribute'),
    },
    {
      name: 'a manager who is waited for',
      question: { anchor: 'waits' },
      expected: 'other skipped',
      last: "User 'waits' is already equal in source and target",
    },
  ])('$name is shown, and nothing is stored or written', async ({ question, expected, last }) => {
    const before = everything();
    const entry = await entryOf({ ...question, dryRun: true });
    expect(told(entry)).toBe(expected);
    expect(lastStep(entry)).toEqual(last);
    expect(everything()).toBe(before);
  });

  test("nobody's claim is in its way", async () => {
    const { people, ledger } = bench.services.house;
    const stored = (await people.load(JOB_ID, ['1'])).get('1');
    if (stored === undefined) throw new Error('Nobody was loaded.');
    await ledger.write([
      { ...stored, person: { ...stored.person, claim: { by: 'x', until: Number.MAX_SAFE_INTEGER } } },
    ]);
    expect(told(await entryOf({ anchor: '1', dryRun: true }))).toBe('other skipped');
  });

  test('a failure says what an upload would come to, not when it is retried', async () => {
    const entry = await entryOf({ anchor: '9', data: { schemas: [], externalId: '9' }, dryRun: true });
    expect(entry.error?.reason).toContain('An upload of the person would fail like this, and be retried.');
  });
});
