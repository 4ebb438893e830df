/** Whom a job knows, and what it knows of one (spec/hands.md 2, N4). */
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { type FunctionHost, MUSTER_JOB, openFunctions, READER } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ASK = { roles: ['AuditLog.Read.All'] };

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['people']);
});

interface Listed {
  readonly externalId: string;
  readonly state: string;
}

const ask = (path: string) => host.call(`GET ${MUSTER_JOB}/people${path}`, ASK);
async function ids(query: string): Promise<readonly string[]> {
  const { body } = await ask(query);
  return (body.value as readonly Listed[]).map(({ externalId }) => externalId).sort();
}

describe('the list', () => {
  test('tells of each who they are, whose account it is and how they stand', async () => {
    await scenes.provision(person('1', { displayName: 'Ada Dahl', userName: 'ada@adatum.example' }));
    const { status, body } = await ask('');
    expect(status).toBe(200);
    expect(body).toEqual({
      searchedPercent: 100,
      value: [
        {
          externalId: '1',
          displayName: 'Ada Dahl',
          userName: 'ada@adatum.example',
          targetId: expect.any(String),
          state: 'linked',
          active: true,
        },
      ],
    });
  });

  test('comes page by page, each person once, and ends', async () => {
    const everybody = Array.from({ length: 23 }, (_, index) => `p${index}`);
    await scenes.provision(...everybody.map((id) => person(id)));
    const seen: string[] = [];
    let next: string | undefined = `${MUSTER_JOB}/people?$top=5`;
    while (next !== undefined) {
      const { body } = await host.call(`GET ${next}`, ASK);
      const page = body.value as readonly Listed[];
      expect(page.length).toBeLessThanOrEqual(5);
      seen.push(...page.map(({ externalId }) => externalId));
      const link = body['@odata.nextLink'] as string | undefined;
      expect(Number(body.searchedPercent) === 100).toBe(link === undefined);
      next = link?.slice(new URL(link).origin.length);
    }
    expect(seen.sort()).toEqual(everybody.sort());
  });

  test('ends a page that takes too long with what there is', async () => {
    await scenes.provision(...Array.from({ length: 12 }, (_, index) => person(`p${index}`)));
    const { people } = bench.services.house;
    const load = people.load.bind(people);
    jest.spyOn(people, 'load').mockImplementation(async (...asked) => {
      bench.clock.advance(1_600);
      return load(...asked);
    });
    const { body } = await ask('?search=nobody');
    expect(body.value).toEqual([]);
    expect(body.searchedPercent).toBeLessThan(100);
    expect(body['@odata.nextLink']).toEqual(expect.stringContaining('skiptoken'));
  });

  test.each([
    { name: 'an id that is one', query: '?search=10', found: ['10'] },
    { name: 'a part of ids', query: '?search=1', found: ['10', '101'] },
    { name: 'a name, in any case', query: '?$search=DAHL', found: ['101'] },
    { name: 'a sign-in name', query: '?search=zoe@', found: ['2'] },
    { name: 'nobody', query: '?search=x%20y', found: [] },
    { name: 'who left', query: '?$filter=active%20eq%20false', found: ['3'] },
    { name: 'who failed', query: "?$filter=state%20eq%20'Failed'", found: ['2'] },
    { name: 'both together', query: "?search=1&$filter=state%20eq%20'linked'", found: ['10', '101'] },
  ])('finds $name', async ({ query, found }) => {
    await scenes.provision(
      person('10'),
      person('101', { displayName: 'Ada Dahl' }),
      person('2', { userName: 'zoe@elsewhere.example' }),
      person('3', { active: false }),
    );
    expect(await ids(query)).toEqual(found);
  });

  test.each(["?$filter=salary%20eq%20'1'", '?$skiptoken=99~x', '?$skiptoken=x', '?$top=0', '?$orderby=externalId'])(
    'refuses %s',
    async (query) => {
      expect((await ask(query)).status).toBe(400);
    },
  );
});

describe('of one', () => {
  test('tells everything that is known, and which operation said it', async () => {
    await scenes.provision(person('1', { title: 'Guide' }));
    await scenes.provision(person('1', { title: 'Lead', [ENTERPRISE]: { manager: { value: 'boss' } } }));
    const { body } = await ask('/1');
    expect(body).toMatchObject({
      externalId: '1',
      state: 'waiting',
      link: { targetId: expect.any(String), reportableIdentifier: expect.any(String), displayName: expect.any(String) },
      escrow: null,
      held: null,
      waiting: [{ attribute: 'manager', waitsFor: 'boss' }],
      sequence: 2,
      data: { externalId: '1', title: 'Lead' },
      said: { title: 2, username: 2 },
    });
  });

  test('tells what failed and what is held', async () => {
    await scenes.provision(person('1', { userName: 'one@elsewhere.example' }), person('2'));
    await scenes.provision(person('2', { active: false }));
    expect((await ask('/1')).body).toMatchObject({ state: 'failed', escrow: { failure: { code: 'InvalidDomain' } } });
    expect((await ask('/2')).body).toMatchObject({ state: 'held', active: false, held: { action: 'disable' } });
  });

  test('shows nothing of what a mapping redacts', async () => {
    await scenes.changeMappings((old) =>
      old.targetAttributeName === 'jobTitle' ? mapping('jobTitle', 'Redact([title])') : old,
    );
    await scenes.provision(person('1', { title: 'Whistle-blower' }));
    const { text, body } = await ask('/1');
    expect(text).not.toContain('Whistle');
    expect(body).toMatchObject({ data: { title: '[Redact]', externalId: '1' } });
  });

  test.each(['a/b', 'a%2Fb', 'é ü', 'a?b#c', '100%'])(
    'is found as %s, which is spelt as a path spells it',
    async (externalId) => {
      await scenes.provision(person('a/b'), person('a%2Fb'), person('é ü'), person('a?b#c'), person('100%'));
      const path = encodeURIComponent(externalId);
      expect((await ask(`/${path}`)).body).toMatchObject({ externalId });
      const remove = await host.call(`DELETE ${MUSTER_JOB}/people/${path}`);
      expect(remove.status).toBe(204);
      expect(await ids('')).toEqual(['100%', 'a%2Fb', 'a/b', 'a?b#c', 'é ü'].filter((one) => one !== externalId));
    },
  );

  test('is 404 for somebody nobody has told of, or who is only waited for', async () => {
    await scenes.provision(person('1', { [ENTERPRISE]: { manager: { value: 'boss' } } }));
    expect((await ask('/boss')).status).toBe(404);
    expect((await ask('/nobody')).status).toBe(404);
  });

  test('is 403 for who reads jobs and not logs', async () => {
    expect((await host.call(`GET ${MUSTER_JOB}/people/1`, { roles: READER })).status).toBe(403);
  });
});
