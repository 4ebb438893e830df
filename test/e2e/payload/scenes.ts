/**
 * What real files do to a template, end to end (spec/payload.md): one host a template, a few uploads for all rows together. A
 * row that is about one template alone stands in that template's suite.
 */
import { eventually } from '../../support/eventually';
import { ENTERPRISE_USER, type HrClient, hrClient, type Person } from '../../support/hrClient';
import { type Stack, startStack, temporaryFolder } from '../../support/stack';
import { prepareJob } from '../stages/prepareJob';
import type { Account, Stage } from '../stages/stage';

/** JSON whose shape is the test's own business. */
export type Loose = Record<string, unknown>;
/** The parts of a schema that rows add to. */
export interface SchemaParts {
  readonly source: Loose[];
  readonly target: Loose[];
  readonly mappings: Loose[];
  /** What they are part of, with the scope. */
  readonly people: Loose;
}

export interface PayloadScenes {
  readonly hr: HrClient;
  readonly stack: Stack;
  /** The account of a person, as the target shows it; `undefined` when there is none. */
  account(externalId: string): Promise<Account | undefined>;
  /** An administrator puts another employee number on somebody's account. */
  handOver(externalId: string, employee: string): Promise<void>;
  /** @throws {Error} with the answer when the schema is refused */
  changeSchema(change: (parts: SchemaParts) => void): Promise<Loose>;
  close(): Promise<void>;
}

export async function openScenes(stage: Stage): Promise<PayloadScenes> {
  const folder = temporaryFolder();
  const settings = { DELETION_SETTLE_SECONDS: '1', SUPERVISE_SCHEDULE: '*/1 * * * * *', ...stage.environment };
  const host = await startStack(folder.path, settings);
  const stack = await prepareJob(host, { ...stage, mappings: [] });
  const hr = hrClient(stack);
  const account = async (externalId: string) =>
    (await stage.accounts(stack.call)).find(({ employee }) => employee === externalId);
  const schemaUrl = stack.info.bulkUploadUrl.replace(/[^/]*$/, 'schema');
  return {
    hr,
    stack,
    account,
    handOver: async (externalId, employee) =>
      stage.handOver((await account(externalId))?.id ?? '', employee, stack.call),
    async changeSchema(change) {
      const schema = (await (await stack.call(schemaUrl)).json()) as {
        synchronizationRules: { objectMappings: (Loose & { attributeMappings: Loose[] })[] }[];
        directories: { objects: { attributes: Loose[] }[] }[];
      };
      const [source, target] = schema.directories.map(({ objects }) => objects[0]?.attributes ?? []);
      const people = schema.synchronizationRules[0]?.objectMappings[0] ?? { attributeMappings: [] };
      change({ source: source ?? [], target: target ?? [], mappings: people.attributeMappings, people });
      const saved = await stack.call(schemaUrl, { method: 'PUT', body: JSON.stringify(schema) });
      const text = await saved.text();
      if (!saved.ok) throw new Error(`The schema was answered ${saved.status}: ${text}`);
      return text === '' ? {} : (JSON.parse(text) as Loose);
    },
    async close() {
      await host.stop();
      await stage.close();
      folder.remove();
    },
  };
}

export const mapTo = (targetAttributeName: string, expression: string, more: Loose = {}): Loose => ({
  targetAttributeName,
  source: { expression },
  ...more,
});

/** Everybody's newest entry, once each has as many as that. */
export async function newest({ hr }: PayloadScenes, people: readonly Person[], count: number) {
  const all = await eventually(async () => {
    const logs = await Promise.all(people.map(({ externalId }) => hr.logsOf(String(externalId))));
    expect(logs.map(({ length }) => length >= count)).toEqual(people.map(() => true));
    return logs;
  });
  return new Map(all.map((entries, index) => [String(people[index]?.externalId), entries[0]]));
}

/** A mapping that every template has, and that fails for whom HR calls `boom`. */
export const FAILS_FOR_BOOM = 'IIF([nickName] = "boom", Item([nickName], 5), [preferredLanguage])';
const SECRET = 'Correct-Horse-1';

const ann = (externalId: string, more: Loose = {}): Person => ({
  externalId,
  userName: `ann${externalId}@example.com`,
  displayName: `Ann ${externalId}`,
  name: { givenName: 'Ann', familyName: externalId },
  title: 'Lead',
  ...more,
});

const HIRED: readonly Person[] = [
  ann('leaver', { active: true }),
  ann('blank-leaver', { active: true }),
  ann('broken-leaver', { active: true }),
  ann('odd', { active: true }),
  ann('blanks', {
    active: '1',
    title: '',
    preferredLanguage: '',
    phoneNumbers: [{ type: 'work', value: ' ' }],
    addresses: [{ type: 'work', streetAddress: '' }],
  }),
  ann('one', { active: 1 }),
  ann('unsaid', { password: SECRET, 'urn:contoso:User': { Password: SECRET } }),
  ann('prehire', { active: false }),
];
const CHANGED: readonly Person[] = [
  { externalId: 'leaver', active: false },
  { externalId: 'blank-leaver', active: 'False', title: '', name: { givenName: '' } },
  { externalId: 'broken-leaver', active: '0', nickName: 'boom', title: 'Boss' },
  { externalId: 'odd', active: 'Yes' },
  { externalId: 'one', active: '' },
];
const NEW: readonly Person[] = [ann('word', { active: 'Active' }), { externalId: 'nobody', active: false }];

/** @param scenes asked for when a test runs */
export function describeRows(scenes: () => PayloadScenes): void {
  const outcome = (entry: Awaited<ReturnType<HrClient['logsOf']>>[number] | undefined) => [
    entry?.provisioningAction,
    entry?.provisioningStatusInfo.status,
  ];

  test('the door refuses what would be rounded and what nests without end, with the place', async () => {
    const body = (data: string) =>
      `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],${data}}}]}`;
    const refusals = [
      body('"externalId":9007199254740993'),
      body(`"externalId":"1","x":${'['.repeat(64)}${']'.repeat(64)}`),
    ];
    for (const refused of refusals) {
      const answer = await scenes().hr.uploadText(refused);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch(/send it as text|nested deeper than 64 levels/);
    }
  });

  test('people are created by what is known of them', async () => {
    const all = [...HIRED, ...NEW];
    expect((await scenes().hr.upload(...all)).status).toBe(202);
    const entries = await newest(scenes(), all, 1);
    expect(Object.fromEntries([...entries].map(([id, entry]) => [id, outcome(entry)]))).toEqual({
      ...Object.fromEntries(HIRED.map(({ externalId }) => [externalId, ['create', 'success']])),
      word: ['create', 'failure'],
      nobody: ['other', 'skipped'],
    });
    const enabled = await Promise.all(
      HIRED.map(async ({ externalId }) => (await scenes().account(String(externalId)))?.isEnabled),
    );
    expect(enabled).toEqual([true, true, true, true, true, true, true, false]);
    expect(entries.get('word')?.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'InvalidValue',
      reason: expect.stringContaining('active is "Active", which is not a Boolean'),
    });
    expect(entries.get('nobody')?.provisioningSteps.at(-1)?.details.SkipReason).toBe('NothingToDisable');
    expect(await scenes().account('word')).toBeUndefined();
    const { title, phone } = (await scenes().account('blanks')) ?? {};
    expect([title || '', phone || '']).toEqual(['', '']);
    expect(JSON.stringify(await scenes().hr.logs())).not.toContain(SECRET);
  });

  test('nobody is changed, cleared, disabled or enabled by what is left out, blank or spelled oddly', async () => {
    await scenes().hr.upload(...CHANGED);
    const entries = await newest(scenes(), CHANGED, 2);
    expect(Object.fromEntries([...entries].map(([id, entry]) => [id, outcome(entry)]))).toEqual({
      leaver: ['disable', 'success'],
      'blank-leaver': ['disable', 'success'],
      'broken-leaver': ['disable', 'success'],
      odd: ['update', 'failure'],
      one: ['other', 'skipped'],
    });
    const accounts = await Promise.all(CHANGED.map(({ externalId }) => scenes().account(String(externalId))));
    expect(accounts.map((account) => [account?.isEnabled, account?.title, account?.givenName])).toEqual([
      [false, 'Lead', 'Ann'],
      [false, 'Lead', 'Ann'],
      [false, 'Lead', 'Ann'],
      [true, 'Lead', 'Ann'],
      [true, 'Lead', 'Ann'],
    ]);
    expect(entries.get('broken-leaver')?.provisioningSteps.find(({ status }) => status === 'warning')).toMatchObject({
      details: { Remark: 'DisabledAlone', preferredLanguage: expect.stringContaining('Item') },
    });
  });

  test('a full export of people who are disabled already writes nothing and holds nothing', async () => {
    const gone = ['leaver', 'blank-leaver', 'prehire'].map((externalId) => ann(externalId, { active: false }));
    await scenes().hr.upload(...gone);
    // The first export may still write what the parts before had left out.
    await newest(scenes(), gone, 2);
    await scenes().hr.upload(...gone);
    const again = await newest(scenes(), gone, 3);
    expect(
      [...again.values()].map((entry) => [...outcome(entry), entry?.provisioningSteps.at(-1)?.details.SkipReason]),
    ).toEqual(gone.map(() => ['other', 'skipped', 'RedundantExport']));
  });

  test('after a rehire under another number the old one in a full export harms nobody', async () => {
    const [former, rehired] = [ann('former', { active: true }), ann('rehired', { active: true })];
    await scenes().hr.upload(former);
    await newest(scenes(), [former], 1);
    await scenes().handOver('former', 'rehired');
    await scenes().hr.upload({ ...rehired, userName: former.userName ?? '' });
    const taken = await newest(scenes(), [rehired], 1);
    expect(outcome(taken.get('rehired'))).toEqual(['update', 'success']);

    const both = [{ ...former, active: false }, rehired];
    await scenes().hr.upload(...both);
    const [old] = (await newest(scenes(), [former], 2)).values();
    expect(old?.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'DuplicateSourceEntries',
      reason: expect.stringContaining("belongs to User 'rehired' by now"),
    });
    await newest(scenes(), [rehired], 2);
    expect((await scenes().account('rehired'))?.isEnabled).toBe(true);
    expect(await scenes().account('former')).toBeUndefined();
  });

  test('a part of a person leaves the rest alone, and the scope as it is; who comes back into it is let in', async () => {
    const department = `${ENTERPRISE_USER}:department`;
    const clause = (operatorName: string, ...values: string[]) => [
      { sourceOperandName: department, operatorName, targetOperand: { values } },
    ];
    await scenes().changeSchema(({ mappings, people }) => {
      const groups = [
        { name: 'Sales', clauses: clause('EQUALS', 'Sales') },
        { name: 'nowhere', clauses: clause('IS NULL') },
      ];
      Object.assign(people, { scope: { groups } });
      const displayName = mappings.find(({ targetAttributeName }) => targetAttributeName === 'displayName');
      const expression = 'Join(" ", [name.givenName], [name.familyName])';
      Object.assign(displayName ?? {}, { source: { expression } });
    });
    const inSales = { [ENTERPRISE_USER]: { department: 'Sales' } };
    const both = [ann('seller', { ...inSales, active: true }), ann('mover', inSales)];
    await scenes().hr.upload(...both);
    await newest(scenes(), both, 1);

    await scenes().hr.upload(
      { externalId: 'seller', title: 'Head' },
      { externalId: 'mover', [ENTERPRISE_USER]: { department: 'HR' } },
    );
    const left = await newest(scenes(), both, 2);
    expect([...left.values()].map(outcome)).toEqual([
      ['update', 'success'],
      ['disable', 'success'],
    ]);
    expect(left.get('seller')?.modifiedProperties.map(({ newValue }) => newValue)).toEqual(['Head']);
    expect(await scenes().account('seller')).toMatchObject({
      isEnabled: true,
      displayName: 'Ann seller',
      title: 'Head',
    });
    expect((await scenes().account('mover'))?.isEnabled).toBe(false);

    await scenes().hr.upload(
      { externalId: 'seller', name: { familyName: 'Berg' } },
      { externalId: 'mover', ...inSales },
    );
    await newest(scenes(), both, 3);
    expect(await scenes().account('seller')).toMatchObject({
      displayName: 'Ann Berg',
      givenName: 'Ann',
      title: 'Head',
    });
    expect(await scenes().account('mover')).toMatchObject({ isEnabled: true, department: 'Sales' });
    // Rows of one template alone go on with its own schema.
    await scenes().changeSchema(({ mappings, people }) => {
      Object.assign(people, { scope: null });
      const displayName = mappings.find(({ targetAttributeName }) => targetAttributeName === 'displayName');
      Object.assign(displayName ?? {}, { source: { expression: '[displayName]' } });
    });
  });
}
