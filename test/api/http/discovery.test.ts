/** What a service says of itself, to everybody and to whoever shows a token (spec/hands.md 2, N1). */
import { version } from '../../../package.json';
import { discover } from '../../../shared/api/http/discovery';
import { NOBODY } from '../../../shared/api/http/endpoint';
import { callerOf } from '../../../shared/api/http/rights';
import { type FunctionHost, openFunctions } from '../../support/functionHost';
import { createWorkbench } from '../../support/workbench';

const FACTS = {
  tokenIssuers: ['https://login.microsoftonline.com/tenant/v2.0', 'https://sts.windows.net/tenant/'],
  tokenAudiences: ['11111111-2222-3333-4444-555555555555', 'api://muster'],
  version: '1.2.3',
  maxOperationsPerRequest: 50,
  maxRequestBytes: 1_048_576,
  maxPlanOperations: 50_000,
  maxPlanBytes: 100,
};
const ask = async (caller = NOBODY, facts = FACTS) => (await discover({ caller } as never, facts)).body;

test('tells everybody whom to ask for a token, and nothing else', async () => {
  expect(await ask()).toEqual({
    authority: 'https://login.microsoftonline.com/tenant',
    audience: 'api://muster',
    scope: 'api://muster/.default',
    features: ['leavers', 'overview', 'people', 'uploads.query'],
  });
});

test('names the client id where the application has no address', async () => {
  const {
    tokenAudiences: [first = ''],
  } = FACTS;
  expect(await ask(NOBODY, { ...FACTS, tokenAudiences: [first] })).toMatchObject({
    audience: first,
    scope: `${first}/.default`,
  });
});

test('tells an application what is taken and what it may do', async () => {
  const caller = callerOf(
    { azp: 'app', oid: 'object', exp: 1_768_469_400, roles: ['SynchronizationData-User.Upload'] },
    undefined,
  );
  expect(await ask(caller)).toMatchObject({
    version: '1.2.3',
    limits: { operationsPerRequest: 50, requestBytes: 1_048_576, planOperations: 50_000, planBytes: 100 },
    caller: {
      kind: 'application',
      appId: 'app',
      objectId: 'object',
      displayName: null,
      roles: ['SynchronizationData-User.Upload'],
      permissions: ['SynchronizationData-User.Upload'],
      expiresDateTime: '2026-01-15T09:30:00.000Z',
    },
  });
});

test.each([
  { given: 'Muster.Reader', roles: ['Muster.Reader'] },
  { given: 'Muster.Operator', roles: ['Muster.Reader', 'Muster.Operator'] },
  { given: 'Muster.Admin', roles: ['Muster.Reader', 'Muster.Operator', 'Muster.Admin'] },
])('tells a person what $given stands for', async ({ given, roles }) => {
  const claims = {
    azp: 'console',
    oid: 'ada',
    name: 'Ada Dahl',
    preferred_username: 'ada@contoso.com',
    scp: 'console',
  };
  const caller = callerOf({ ...claims, roles: [given] }, { consoleScope: 'console' });
  expect(await ask(caller)).toMatchObject({
    caller: { kind: 'person', displayName: 'Ada Dahl', userPrincipalName: 'ada@contoso.com', roles },
  });
});

describe('over HTTP', () => {
  let host: FunctionHost;
  beforeEach(async () => {
    host = await openFunctions(await createWorkbench(), ['discovery']);
  });

  test('a token is asked for only by who wants to know more', async () => {
    const { status, body } = await host.call('GET /muster');
    expect([status, body.version]).toEqual([200, version]);
    const { body: bare } = await host.call('GET /muster', { headers: { authorization: '' } });
    expect(Object.keys(bare)).toEqual(['authority', 'audience', 'scope', 'features']);
  });
});
