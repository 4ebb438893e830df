/** What a list may be believed in, and who is asked for alone (decision 0058). */
import type { ScopeFilter } from '../../../shared/engine/synchronizationSchema';
import { ProvisioningError } from '../../../shared/errors';
import { askingFor } from '../../../shared/pipeline/person/looks';
import type { Purpose } from '../../../shared/pipeline/person/run';
import type { ProvisioningTask } from '../../../shared/pipeline/queue/tasks';
import type { JsonObject } from '../../../shared/scim/json';
import { packKey } from '../../../shared/store/people/entryPacks';
import { newPerson, type Person } from '../../../shared/store/people/people';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory } from '../../support/directory';
import { type Listing, listing } from '../../support/listing';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';
import { fakeClock } from '../../support/world';

describe('a list will do', () => {
  const clock = fakeClock();
  const link = { targetAnchor: 't1', reportableIdentifier: '', displayName: '' };
  const escrow = {
    failure: new ProvisioningError('InternalServerError', 'No.').toFailure(),
    firstFailureAt: 0,
    attempts: 1,
    nextAttempt: 0,
  };
  const operation = (sequence: number): ProvisioningTask => ({
    kind: 'operation',
    operation: { sequence, uploadFirst: sequence, acceptedAt: 0, bulkId: '', data: {} },
  });
  const packedAgo = (ms: number) => ({ packs: [packKey(clock.now() - ms, '1')], all: true });

  interface Case {
    readonly name: string;
    readonly task?: ProvisioningTask;
    readonly is?: Partial<Person>;
    readonly purpose?: Purpose;
    readonly writesBack?: readonly string[];
    readonly settled: boolean;
  }

  test.each<Case>([
    { name: 'for somebody whom nobody knows yet', settled: true },
    {
      name: 'not where a worker claimed the person, and may have made an account',
      is: { claim: { by: 'w', until: 0 } },
      settled: false,
    },
    { name: 'not where it is not known what was done', is: { history: { packs: [], all: false } }, settled: false },
    { name: 'not for an account whose history tells nothing', is: { link }, settled: false },
    { name: 'sixteen minutes after the last entry', is: { link, history: packedAgo(16 * MINUTE) }, settled: true },
    { name: 'not fourteen minutes after it', is: { link, history: packedAgo(14 * MINUTE) }, settled: false },
    {
      name: 'not after a failure a minute ago, though there is no account',
      is: { history: packedAgo(MINUTE) },
      settled: false,
    },
    { name: 'where the schema has changed', task: { kind: 'reevaluate' }, settled: true },
    { name: 'not for an operation that came late', is: { sequence: 8 }, settled: false },
    { name: 'not for a retry', task: { kind: 'retry' }, settled: false },
    { name: 'not where old data may have come over newer', task: { kind: 'converge', about: 'all' }, settled: false },
    { name: 'not for a deletion that is let go', task: { kind: 'release', since: 1, allowed: false }, settled: false },
    {
      name: 'not where a deletion is held',
      is: { link, history: packedAgo(HOUR), held: { since: 1, cycleId: '', operation: null, staged: false } },
      settled: false,
    },
    { name: 'not where something failed', is: { link, history: packedAgo(HOUR), escrow }, settled: false },
    {
      name: 'not where something is owed, for which a worker may have written without an entry',
      is: { link, history: packedAgo(HOUR), owed: ['title'] },
      settled: false,
    },
    {
      name: 'not where a write did not take',
      is: { link, history: packedAgo(HOUR), writes: { untaken: { jobTitle: 'hash' } } },
      settled: false,
    },
    {
      name: 'where nobody has looked whether a write took: a list tells as well, a quarter of an hour later',
      is: { link, history: packedAgo(HOUR), writes: { unseen: ['jobTitle'] } },
      settled: true,
    },
    {
      name: 'not in a job that writes back what accounts hold',
      is: { link, history: packedAgo(HOUR) },
      writesBack: ['mail'],
      settled: false,
    },
    { name: 'for a plan, which does not write', purpose: 'plan', settled: true },
    { name: 'not where somebody waits for one person', purpose: 'onDemand', settled: false },
  ])('$name', ({ task = operation(7), is, purpose = 'upload', writesBack, settled }) => {
    const context = { job: { ...(writesBack && { writesBack }) } };
    expect(askingFor(task, { ...newPerson('job', 'p1'), ...is }, { purpose, clock, context })).toEqual({ settled });
  });
});

describe('people of one file', () => {
  let bench: Workbench;
  let scenes: Scenes;
  let lists: Listing;
  /** Three whose rows lie together, so that they are looked for at the same moment. */
  let names: readonly string[];
  /** What was asked first when they were new. */
  let loaded: string | undefined;
  const accounts = new Map<string, string>();

  const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const titled = (name: string, more: JsonObject = {}) => person(name, { title: 'Clerk', ...more });
  const ACTIVE: ScopeFilter = {
    groups: [
      { name: 'g', clauses: [{ sourceOperandName: 'active', operatorName: 'IS TRUE', targetOperand: { values: [] } }] },
    ],
  };
  const everybody = (more: JsonObject = {}) => names.map((name) => titled(name, more));
  const first = () => names[0] ?? '';
  const anchorOf = async (name: string) => (await scenes.person(name)).link?.targetAnchor ?? '';

  async function forgetAsked(): Promise<void> {
    for (const name of names) accounts.set(await anchorOf(name), name);
    bench.clock.advance(HOUR);
    lists.asked.length = 0;
  }

  beforeEach(async () => {
    const { directory, random } = await openTestDirectory();
    lists = listing(createDirectoryTarget(directory, random), (anchor) => accounts.get(anchor) ?? anchor);
    bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '3600' }, { target: lists.target });
    scenes = scenesOf(bench);
    const { shardOf } = bench.services.house.people;
    const shard = shardOf('e1');
    names = Array.from({ length: 200 }, (_, n) => `e${n + 1}`)
      .filter((name) => shardOf(name) === shard)
      .slice(0, 3);
    await scenes.provision(...everybody());
    loaded = lists.asked[0];
    await forgetAsked();
  });

  const all = () => names.join(' ');
  const lastOf = async (name: string) => (await scenes.log(name))[0];

  test('are looked up together when they are new, and read together when nothing has changed', async () => {
    expect(loaded).toBe(`findMany ${all()}`);
    await scenes.provision(...everybody());
    expect(lists.asked).toEqual([`readMany ${all()}`]);
    expect(await lastOf(first())).toBe(`${first()} other skipped`);
  });

  test('are each read alone within a quarter of an hour of their last entry', async () => {
    await scenes.provision(...everybody());
    lists.asked.length = 0;
    bench.clock.advance(14 * MINUTE);
    await scenes.provision(...everybody());
    expect(lists.asked).toEqual(names.map((name) => `read ${name}`));
  });

  test('who differ in the list are read alone, and left where only the list was late', async () => {
    lists.late.set(first(), [{ attributes: { jobTitle: 'Porter' } }]);
    await scenes.provision(...everybody());
    expect(lists.asked).toEqual([`readMany ${all()}`, `read ${first()}`]);
    expect(await lastOf(first())).toBe(`${first()} other skipped`);
    const { steps } = (await bench.log(first()))[0]?.entry ?? { steps: [] };
    expect(steps.filter(({ type }) => type === 'matching')).toHaveLength(1);
  });

  test('who have changed are read alone, and what is there is what is compared', async () => {
    await lists.target.update(await anchorOf(first()), { city: 'Leeds' });
    lists.late.set(first(), [{ attributes: { city: null } }]);
    await scenes.provision(...everybody({ title: 'Head Clerk', addresses: [{ type: 'work', locality: 'Hull' }] }));
    const { modified } = (await bench.log(first()))[0]?.entry ?? { modified: [] };
    expect(modified).toContainEqual({ name: 'city', oldValue: 'Leeds', newValue: 'Hull' });
  });

  test('are not held as leavers because a list shows them enabled who are not', async () => {
    await lists.target.update(await anchorOf(first()), { accountEnabled: false });
    lists.late.set(first(), [{ attributes: { accountEnabled: true } }]);
    await scenes.provision(...everybody({ active: false }));
    expect(await scenes.listed('held')).toEqual(names.slice(1).sort());
    expect(await lastOf(first())).toBe(`${first()} other skipped`);
  });

  test('are not left enabled because a list shows them disabled who are not any more', async () => {
    for (const name of names) lists.late.set(name, [{ attributes: { accountEnabled: false } }]);
    await scenes.provision(...everybody({ active: false }));
    expect(await scenes.listed('held')).toEqual([...names].sort());
  });

  test('are never looked at in a list where they leave the scope', async () => {
    await scenes.changeSchema((schema) => ({
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((one) => ({ ...one, scope: ACTIVE })),
      })),
    }));
    await scenes.provision(...everybody({ active: false }));
    expect(lists.asked).toEqual(names.map((name) => `read ${name}`));
  });

  test('who are told of twice are looked at alone the second time: no row says yet what was written', async () => {
    for (const name of names) lists.late.set(name, [{ attributes: { jobTitle: 'Clerk' } }]);
    await scenes.provision(...everybody({ title: 'Head' }), ...everybody());
    for (const name of names) {
      expect(await lists.target.read(await anchorOf(name), ['jobTitle'])).toMatchObject({
        attributes: { jobTitle: 'Clerk' },
      });
    }
  });

  test('whose manager a late list does not show are not given the same one again', async () => {
    const managed = () => everybody({ [ENTERPRISE]: { manager: { value: names[2] ?? '' } } });
    await scenes.provision(...managed());
    await forgetAsked();
    lists.late.set(first(), [{ attributes: { manager: null } }]);
    await scenes.provision(...managed());
    expect(lists.asked).toEqual([`readMany ${all()}`, `read ${first()}`]);
    expect(await lastOf(first())).toBe(`${first()} other skipped`);
  });

  test('whose links are forgotten are found together', async () => {
    await scenes.restart('ConnectorDataStore');
    await scenes.pass(HOUR);
    lists.asked.length = 0;
    await scenes.provision(...everybody());
    expect(lists.asked[0]).toBe(`findMany ${all()}`);
    expect(accounts.get(await anchorOf(first()))).toBe(first());
  });

  test('who are told to be two by a late list are looked for alone, and are one', async () => {
    const strangers = Array.from({ length: 200 }, (_, n) => `n${n}`).filter(
      (name) => bench.services.house.people.shardOf(name) === bench.services.house.people.shardOf(first()),
    );
    const [here = '', other = ''] = strangers;
    const { anchor } = await lists.target.create({
      userPrincipalName: 'here@adatum.example',
      mailNickname: 'here',
      displayName: 'Here',
      accountEnabled: true,
      employeeId: here,
    });
    accounts.set(anchor, here);
    lists.late.set(here, [{}, { anchor: 'another' }]);
    await scenes.provision(titled(here), titled(other));
    expect(lists.asked.slice(0, 2)).toEqual([`findMany ${here} ${other}`, `find ${here}`]);
    expect(await anchorOf(here)).toBe(anchor);
    expect(await lastOf(here)).toBe(`${here} update success`);
  });
});
