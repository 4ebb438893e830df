import { ProvisioningError } from '../../../shared/errors';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench({ SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  scenes = scenesOf(bench);
  host = await openFunctions(bench, [
    'jobs',
    'jobActions',
    'jobStates',
    'people',
    'heldDeletions',
    'schema',
    'secrets',
  ]);
});

const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });
const list = async (name: string) =>
  (await host.call(`GET ${MUSTER_JOB}/${name}`)).body.value as Record<string, unknown>[];

describe('escrows', () => {
  test('are listed with what failed, how often, and when it is tried again', async () => {
    await scenes.provision(failing('1'), person('2'));
    expect(await list('escrows')).toEqual([
      {
        externalId: '1',
        targetId: null,
        failure: {
          code: 'InvalidDomain',
          category: 'permanent',
          message: expect.stringContaining('domain does not exist'),
          attribute: 'userPrincipalName',
          recommendedAction: 'Map userPrincipalName onto a verified domain, for example with DefaultDomain().',
        },
        attempts: 1,
        firstFailureDateTime: '2026-01-15T09:30:00.000Z',
        nextAttemptDateTime: '2026-01-15T15:30:00.000Z',
      },
    ]);
  });

  test('a restart has cleared are not listed', async () => {
    await scenes.provision(failing('1'));
    await bench.supervise(2);
    await scenes.restart('Escrows');
    expect(await list('escrows')).toEqual([]);
  });

  test('come page by page, each person once', async () => {
    const everybody = Array.from({ length: 23 }, (_, index) => `p${index}`);
    await scenes.provision(...everybody.map(failing));
    const seen: unknown[] = [];
    let next: string | undefined = `GET ${MUSTER_JOB}/escrows?$top=5`;
    let pages = 0;
    while (next !== undefined) {
      const { body } = await host.call(next);
      seen.push(...(body.value as { externalId: string }[]).map(({ externalId }) => externalId));
      const link = body['@odata.nextLink'] as string | undefined;
      expect(link === undefined || link.startsWith('https://muster.example/muster/jobs/')).toBe(true);
      next = link && `GET ${link.slice('https://muster.example'.length)}`;
      pages += 1;
    }
    expect(pages).toBe(5);
    expect([...seen].sort()).toEqual([...everybody].sort());
  });

  test.each(['0', '1001', 'all', '1.5'])('a page of %s is 400', async (top) => {
    const { status, error } = await host.call(`GET ${MUSTER_JOB}/escrows?$top=${top}`);
    expect([status, error.message]).toEqual([400, `$top must be a whole number from 1 to 1000, got '${top}'.`]);
  });

  test('a page token that is not ours gives a page, and no more than escrows', async () => {
    await scenes.provision(failing('1'), person('2'));
    for (const token of ['!', 'x!p', '0!', 'zz!zz', '%00!a']) {
      const { status, body } = await host.call(`GET ${MUSTER_JOB}/escrows?$skiptoken=${token}`);
      expect(status).toBe(200);
      expect(['["1"]', '[]']).toContain(
        JSON.stringify((body.value as { externalId: string }[]).map((one) => one.externalId)),
      );
    }
  });
});

describe('retrying', () => {
  const retry = (body?: unknown) => host.call(`POST ${MUSTER_JOB}/escrows/retry`, body === undefined ? {} : { body });
  let accept: () => void;
  beforeEach(async () => {
    const taken = new ProvisioningError('EntryConflict', 'Taken.');
    const refuse = jest.spyOn(bench.services.directory, 'create').mockRejectedValue(taken);
    accept = () => refuse.mockRestore();
    await scenes.provision(person('1'), person('2'), person('3'));
  });

  test('everybody is done at once, without waiting for their time', async () => {
    accept();
    const { status, body } = await retry();
    expect([status, body]).toEqual([202, { retrying: 3, more: false }]);
    await bench.drain();
    expect([...(await scenes.log())].sort()).toEqual([
      '1 create failure',
      '1 create success',
      '2 create failure',
      '2 create success',
      '3 create failure',
      '3 create success',
    ]);
    expect(await list('escrows')).toEqual([]);
  });

  test('those who are named is all that is done, and who is not escrowed is left alone', async () => {
    accept();
    expect((await retry({ anchors: ['2', '2', 'nobody'] })).body).toEqual({ retrying: 1, more: false });
    await bench.drain();
    expect(await scenes.listed('escrow')).toEqual(['1', '3']);
  });

  test('nobody is nothing', async () => {
    expect((await retry({ anchors: [] })).body).toEqual({ retrying: 0, more: false });
  });

  test('of a paused job waits until it is started', async () => {
    accept();
    await host.call(`POST ${JOB}/pause`);
    expect((await retry()).status).toBe(202);
    await bench.drain();
    expect(await scenes.listed('escrow')).toEqual(['1', '2', '3']);
    await host.call(`POST ${JOB}/start`);
    await bench.drain();
    expect(await scenes.listed('escrow')).toEqual([]);
  });

  test('anchors that are no list are 400', async () => {
    const { status, error } = await retry({ anchors: '1' });
    expect([status, error.details?.[0]?.target]).toEqual([400, 'anchors']);
  });
});

test('waiting references are listed with whom they wait for', async () => {
  await scenes.provision(person('1', { [ENTERPRISE]: { manager: { value: '89607' } } }));
  const [account] = await bench.services.directory.find('employeeId', '1', 1);
  expect(await list('waitingReferences')).toEqual([
    { externalId: '1', targetId: account?.id, attribute: 'manager', waitsFor: '89607', refused: null },
  ]);
  await scenes.provision(person('89607'));
  await bench.supervise();
  expect(await list('waitingReferences')).toEqual([]);
});

describe('how many there are', () => {
  const count = async (name: string) =>
    (await host.call(`GET ${MUSTER_JOB}/${name}?$top=1&$count=true`)).body['@odata.count'];

  test('is told when it is asked for, however short the page', async () => {
    const report = (externalId: string) => person(externalId, { [ENTERPRISE]: { manager: { value: 'nobody' } } });
    await scenes.provision(failing('1'), failing('2'), report('3'), report('4'), report('5'), person('6'), person('7'));
    await bench.supervise();
    await scenes.provision(person('6', { active: false }), person('7', { active: false }));
    expect([await count('escrows'), await count('waitingReferences'), await count('heldDeletions')]).toEqual([2, 3, 2]);
    await scenes.restart('Escrows');
    await bench.supervise(8); // the cycle that was running ends first
    expect(await count('escrows')).toBe(0);
  });

  test('is not told otherwise', async () => {
    expect((await host.call(`GET ${MUSTER_JOB}/escrows`)).body).toEqual({ value: [] });
  });
});

describe('a person', () => {
  const remove = (externalId: string) => host.call(`DELETE ${MUSTER_JOB}/people/${externalId}`);

  test('is forgotten once', async () => {
    await scenes.provision(person('1'));
    expect((await remove('1')).status).toBe(204);
    expect((await scenes.person('1')).data).toBeNull();
    expect((await remove('1')).status).toBe(404);
  });

  test('is not while an operation is unanswered, or a deletion held', async () => {
    await scenes.provision(person('1'));
    await scenes.provision(person('1', { active: false }));
    await bench.upload([person('2')]);
    const [held, underWay] = [await remove('1'), await remove('2')];
    expect([held.status, held.error.code]).toEqual([409, 'DeletionIsHeld']);
    expect([underWay.status, underWay.error.code]).toEqual([409, 'PersonIsUnderWay']);
  });
});
