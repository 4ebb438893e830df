/** The script that registers Muster in Entra, run as azd runs it, against a Graph of our own. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { localClients } from '../../local/clients';
import { PEOPLES_ROLES } from '../../shared/api/http/rights';
import { ASSIGN_ROLES, READ_PRINCIPALS, WRITE_PRINCIPALS } from '../../shared/api/http/roles';
import { type GraphStub, startGraphStub } from './support/graphStub';

const ROOT = join(__dirname, '../..');
const GROUP = '/subscriptions/s1/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults';
const DELETED = '/subscriptions/s1/providers/Microsoft.KeyVault/deletedVaults';

let graph: GraphStub;
let folder: string;
/** What azd keeps of an environment. */
let kept: Record<string, string>;

beforeEach(async () => {
  graph = await startGraphStub();
  graph.resources.set(DELETED, { value: [] });
  folder = mkdtempSync(join(tmpdir(), 'muster-entra-'));
  kept = { AZURE_ENV_NAME: 'prod', AZURE_SUBSCRIPTION_ID: 's1', AZURE_LOCATION: 'westeurope' };
  const azd = `#!/bin/sh
if [ "$1 $2" = "auth token" ]; then echo '{"token":"t"}'; else printf '%s=%s\\n' "$3" "$4" >> '${join(folder, 'set')}'; fi
`;
  writeFileSync(join(folder, 'azd'), azd);
  chmodSync(join(folder, 'azd'), 0o755);
});
afterEach(async () => {
  await graph.close();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number | null; out: string; error: string }> {
  writeFileSync(join(folder, 'set'), '');
  const child = spawn(process.execPath, [join(ROOT, 'infra/hooks/entra.mjs'), ...args], {
    env: {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      ...kept,
      MUSTER_GRAPH_ADDRESS: graph.url,
      MUSTER_ARM_ADDRESS: graph.url,
      MUSTER_WAIT_MS: '1',
    },
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    error += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  for (const line of readFileSync(join(folder, 'set'), 'utf8').split('\n').filter(Boolean)) {
    const [name = '', ...value] = line.split('=');
    kept[name] = value.join('=');
  }
  return { code, out, error };
}

function named(displayName: string): GraphStub['applications'][number] {
  const found = graph.applications.find((one) => one.displayName === displayName);
  if (found === undefined) throw new Error(`There is no application ${displayName}.`);
  return found;
}
const valuesOf = (roles: unknown) => (roles as { value: string }[]).map(({ value }) => value).sort();

describe('the first run', () => {
  beforeEach(async () => {
    expect(await run('app')).toMatchObject({ code: 0, error: '' });
  });

  test('registers Muster and its console, and tells azd both client ids', () => {
    const [api, spa] = [named('Muster prod'), named('Muster console prod')];
    expect([kept.API_CLIENT_ID, kept.CONSOLE_CLIENT_ID]).toEqual([api.appId, spa.appId]);
    expect(api).toMatchObject({
      signInAudience: 'AzureADMyOrg',
      identifierUris: [`api://${api.appId}`],
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [{ value: 'console', type: 'User', isEnabled: true }],
        preAuthorizedApplications: [{ appId: spa.appId }, { appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' }],
      },
    });
    const principal = graph.servicePrincipals.find((one) => one.appId === api.appId);
    expect(principal).toMatchObject({ appRoleAssignmentRequired: true });
  });

  test('makes a key of 32 bytes for the vault, which the next step forgets', async () => {
    expect(Buffer.from(kept.NEW_SECRETS_KEY ?? '', 'base64')).toHaveLength(32);
    Object.assign(kept, { IDENTITY_PRINCIPAL_ID: 'app', API_ENDPOINT: 'https://muster.example' });
    expect(await run('grant')).toMatchObject({ code: 0, error: '' });
    expect(kept.NEW_SECRETS_KEY).toBe('');
  });

  test('gives the identity what Graph asks for, and the console its address, once the app is there', async () => {
    Object.assign(kept, { IDENTITY_PRINCIPAL_ID: 'app', API_ENDPOINT: 'https://muster.example' });
    await run('grant');
    expect(graph.assignments.map(({ principalId, appRoleId }) => [principalId, appRoleId])).toEqual([
      ['app', 'graph:User.ReadWrite.All'],
      ['app', 'graph:Organization.Read.All'],
    ]);
    expect(named('Muster console prod')).toMatchObject({
      spa: { redirectUris: ['https://muster.example/console/signin'] },
    });
    graph.writes.length = 0;
    expect(await run('grant')).toMatchObject({ code: 0, error: '' });
    expect(graph.writes).toEqual([]);
  });

  test('is the only one that writes', async () => {
    graph.writes.length = 0;
    const before = { ...kept };
    expect(await run('app')).toMatchObject({ code: 0, error: '' });
    expect(graph.writes).toEqual([]);
    expect(kept).toEqual(before);
  });

  test('what others added stays: a role, a scope, a client that is allowed in, an address', async () => {
    const [api, spa] = [named('Muster prod'), named('Muster console prod')];
    const theirs = { id: 'r', value: 'Payroll.Send', allowedMemberTypes: ['Application'], isEnabled: true };
    const rights = api.api as { oauth2PermissionScopes: unknown[]; preAuthorizedApplications: unknown[] };
    (api.appRoles as unknown[]).splice(0, 1, theirs); // and one of ours was lost
    rights.oauth2PermissionScopes.push({ id: 's', value: 'payroll' });
    rights.preAuthorizedApplications.splice(0, 2, { appId: 'payroll' });
    Object.assign(spa, { spa: { redirectUris: ['https://other.example'] } });
    kept.API_ENDPOINT = 'https://muster.example';
    expect(await run('app')).toMatchObject({ code: 0, error: '' });
    expect(valuesOf(api.appRoles)).toEqual(expect.arrayContaining(['Payroll.Send', 'SynchronizationData-User.Upload']));
    const { oauth2PermissionScopes, preAuthorizedApplications } = api.api as typeof rights;
    expect(valuesOf(oauth2PermissionScopes)).toEqual(['console', 'payroll']);
    expect(preAuthorizedApplications).toHaveLength(3);
    expect((spa.spa as { redirectUris: string[] }).redirectUris).toHaveLength(2);
  });
});

test('an answer that is lost is no second application', async () => {
  let creates = 0;
  graph.loses = (method) => {
    if (method === 'POST') creates += 1;
    return method === 'POST' && creates % 2 === 1;
  };
  expect(await run('app')).toMatchObject({ code: 0, error: '' });
  expect(graph.applications.map(({ displayName }) => displayName).sort()).toEqual([
    'Muster console prod',
    'Muster prod',
  ]);
  expect(graph.servicePrincipals).toHaveLength(3);
});

test('two environments of one tenant have applications of their own', async () => {
  await run('app');
  kept = { AZURE_ENV_NAME: 'test', AZURE_SUBSCRIPTION_ID: 's1', AZURE_LOCATION: 'westeurope' };
  await run('app');
  expect(new Set(graph.applications.map(({ appId }) => appId)).size).toBe(4);
});

describe('without rights in Entra', () => {
  test('nothing can be registered, and who may is told what to run', async () => {
    graph.refuses = (method) => method === 'POST';
    const { code, error } = await run('app');
    expect(code).toBe(1);
    expect(error).toContain('azd env select prod && azd hooks run preprovision');
  });

  test('a registration that is there already is used', async () => {
    kept.API_CLIENT_ID = 'by-hand';
    graph.refuses = (_, path) => path.startsWith('/v1.0/applications');
    const { code, error } = await run('app');
    expect(code).toBe(0);
    expect(error).toMatch(/^WARNING: .*The one of before is used, by-hand/);
  });

  test('what is deployed stays deployed: the command for somebody who may is told, and no failure', async () => {
    await run('app');
    Object.assign(kept, { IDENTITY_PRINCIPAL_ID: 'app', API_ENDPOINT: 'https://muster.example' });
    graph.refuses = (method, path) => method === 'POST' && path.endsWith('/appRoleAssignments');
    const { code, error } = await run('grant');
    expect(code).toBe(0);
    expect(error).toContain('azd env select prod && azd hooks run postprovision');
  });
});

describe('the key of the vault', () => {
  const key = async () => {
    await run('app');
    return kept.NEW_SECRETS_KEY || undefined;
  };

  test('is never made anew where there is one', async () => {
    graph.resources.set(GROUP, { value: [{ id: `${GROUP}/kv` }] });
    graph.resources.set(`${GROUP}/kv/secrets/muster-secrets-key`, {});
    expect(await key()).toBeUndefined();
  });

  test('is made for a vault that has none, and the same after a failure', async () => {
    graph.resources.set(GROUP, { value: [{ id: `${GROUP}/kv` }] });
    const first = await key();
    expect(first).toHaveLength(44);
    expect(await key()).toBe(first);
  });

  const deletedIn = (location: string) =>
    graph.resources.set(DELETED, { value: [{ properties: { location, tags: { 'azd-env-name': 'prod' } } }] });

  test('comes back with a vault that an earlier environment of the name left soft-deleted', async () => {
    deletedIn('West Europe');
    expect(await key()).toBeUndefined();
    expect(kept.RECOVER_VAULT).toBe('true');
  });

  test('does not come back from another region, whose vault has another name', async () => {
    deletedIn('northeurope');
    expect(await key()).toHaveLength(44);
    expect(kept.RECOVER_VAULT).toBe('false');
  });

  test('is made in a subscription in which nobody ever had a vault', async () => {
    graph.neverHadVaults = true;
    expect(await key()).toHaveLength(44);
  });
});

describe('a client', () => {
  beforeEach(() => run('app'));

  test('is registered with its roles, and told how to get a token', async () => {
    const { code, out } = await run('client', 'HR', 'SynchronizationData-User.Upload', 'ProvisioningLog.Read.All');
    expect(code).toBe(0);
    expect(graph.assignments).toHaveLength(2);
    expect(out).toMatch(
      /federated credential[\s\S]*certificate[\s\S]*secret[\s\S]*scope=api:\/\/[0-9a-f-]+\/\.default/,
    );
    expect(out).toContain('https://login.microsoftonline.com/tenant/oauth2/v2.0/token');
  });

  test('without a role that exists is none', async () => {
    const { code, error } = await run('client', 'HR', 'User.Read.All');
    expect(code).toBe(1);
    expect(error).toContain('There is no role User.Read.All.');
    expect(() => named('HR')).toThrow('There is no application HR.');
  });
});

describe('the roles', () => {
  const rolesFor = async (target: string) => {
    kept.TARGET = target;
    await run('app');
    return named('Muster prod').appRoles as { value: string; allowedMemberTypes: string[] }[];
  };
  const ofKind = (roles: { value: string; allowedMemberTypes: string[] }[], kind: string) =>
    valuesOf(roles.filter(({ allowedMemberTypes }) => allowedMemberTypes.includes(kind)));

  const local = localClients({ client: {}, uploadClient: {} } as Parameters<typeof localClients>[0]).full.roles;
  /** Only the development issuer gives roles by Muster's own address; Entra's are given in Entra. */
  const OF_DEVELOPMENT: readonly string[] = ASSIGN_ROLES;
  const OF_DIRECTORY = [
    'Directory.Read.All',
    'Directory.ReadWrite.All',
    'Organization.Read.All',
    'User-LifeCycleInfo.ReadWrite.All',
    'User.Read.All',
    'User.ReadWrite.All',
  ];

  test('are those that the API asks applications for, and those of the embedded directory only where there is one', async () => {
    const all = [...new Set([...local, ...READ_PRINCIPALS, ...WRITE_PRINCIPALS])];
    const asked = all.filter((role) => ![...OF_DIRECTORY, ...OF_DEVELOPMENT].includes(role)).sort();
    expect(ofKind(await rolesFor('graph'), 'Application')).toEqual(asked);
    expect(ofKind(await rolesFor('directory'), 'Application')).toEqual(
      [...new Set([...asked, ...OF_DIRECTORY])].sort(),
    );
  });

  test('and those that people may have', async () => {
    expect(ofKind(await rolesFor('graph'), 'User')).toEqual(Object.keys(PEOPLES_ROLES).sort());
  });
});
