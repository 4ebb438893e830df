/**
 * What Muster needs in Entra, made or put right; run again as often as you like. azd runs the first two by itself (azure.yaml).
 *
 *   node infra/hooks/entra.mjs app               the application whose tokens Muster accepts, the console's, and the vault's key
 *   node infra/hooks/entra.mjs grant             rights of the app's identity in Graph, and where the console is
 *   node infra/hooks/entra.mjs client NAME ROLE… an application that may call Muster, with these roles
 *
 * Nothing that somebody else has added is removed. No packages: it runs before anything is installed.
 */
import { loadEnvironment, remember, token } from './azd.mjs';
import { createClient, quote, Refused } from './http.mjs';
import {
  apiApplication,
  apiDetails,
  appRoles,
  consoleApplication,
  GRAPH_APP_ID,
  GRAPH_PERMISSIONS,
} from './registrations.mjs';
import { prepareVaultKey } from './vaultKey.mjs';

const { env } = process;
await loadEnvironment().catch(() => undefined); // then what is missing is told by name
/** Elsewhere in sovereign clouds, and in tests. */
const GRAPH_ADDRESS = env.MUSTER_GRAPH_ADDRESS ?? 'https://graph.microsoft.com';
const ARM_ADDRESS = env.MUSTER_ARM_ADDRESS ?? 'https://management.azure.com';
const WAIT_MS = env.MUSTER_WAIT_MS === undefined ? undefined : Number(env.MUSTER_WAIT_MS);

const graph = createClient(`${GRAPH_ADDRESS}/v1.0`, () => token(GRAPH_ADDRESS), WAIT_MS);
const arm = createClient(ARM_ADDRESS, () => token(ARM_ADDRESS), WAIT_MS);

const say = (text) => console.log(text);
const warn = (text) => console.error(`WARNING: ${text}`);

const environment = needed('AZURE_ENV_NAME');
const target = env.TARGET === 'directory' ? 'directory' : 'graph';
/** Marks what is ours: a name may be given twice, this is not. */
const mark = (kind) => `muster:${kind}:${environment}`;

const COMMANDS = { app: registerApp, grant: grantRights, client: registerClient };
const [command = '', ...rest] = process.argv.slice(2);
try {
  const run = COMMANDS[command];
  if (run === undefined) throw new Error(`Say what to do: ${Object.keys(COMMANDS).join(', ')}.`);
  await run(...rest);
} catch (error) {
  console.error(`ERROR: ${error.message}`);
  process.exitCode = 1;
}

async function registerApp() {
  const [subscription, location] = [needed('AZURE_SUBSCRIPTION_ID'), needed('AZURE_LOCATION')];
  await prepareVaultKey(arm, { subscription, environment, location }, remember, say);
  try {
    const api = await application('api', env.API_CLIENT_ID, apiApplication(environment, target));
    const spa = await application('console', env.CONSOLE_CLIENT_ID, consoleApplication(environment, env.API_ENDPOINT));
    await describeApi(api, apiDetails(api.appId, spa.appId));
    await putRight(spa, withRedirects(spa, consoleApplication(environment, env.API_ENDPOINT)));
    await principal(api.appId, { appRoleAssignmentRequired: true });
    await principal(spa.appId, {});
    await remember('API_CLIENT_ID', api.appId);
    await remember('CONSOLE_CLIENT_ID', spa.appId);
    say(`Tokens for ${api.appId} are accepted; people sign in with ${spa.appId}.`);
  } catch (error) {
    if (!isForbidden(error) || !env.API_CLIENT_ID) throw explain(error);
    warn(
      `The registration in Entra could not be looked at: ${error.message}. The one of before is used, ${env.API_CLIENT_ID}.`,
    );
  }
}

/** In two steps: a scope can be allowed to applications only when it is there. */
async function describeApi(api, { identifierUris, api: { preAuthorizedApplications, ...rest } }) {
  const { oauth2PermissionScopes: scopes = [], preAuthorizedApplications: allowed = [] } = api.api ?? {};
  const described = { ...rest, oauth2PermissionScopes: together(scopes, rest.oauth2PermissionScopes, 'id') };
  await putRight(api, {
    identifierUris: [...new Set([...(api.identifierUris ?? []), ...identifierUris])],
    appRoles: withRoles(api.appRoles, appRoles(target)),
    api: described,
  });
  const all = together(allowed, preAuthorizedApplications, 'appId');
  await putRight(api, { api: { ...described, preAuthorizedApplications: all } });
}

async function grantRights() {
  await remember('NEW_SECRETS_KEY', ''); // the vault has it now
  try {
    if (env.CONSOLE_CLIENT_ID && env.API_ENDPOINT) {
      const spa = await application(
        'console',
        env.CONSOLE_CLIENT_ID,
        consoleApplication(environment, env.API_ENDPOINT),
      );
      await putRight(spa, withRedirects(spa, consoleApplication(environment, env.API_ENDPOINT)));
    }
    if (target === 'graph') await grant(needed('IDENTITY_PRINCIPAL_ID'), GRAPH_APP_ID, GRAPH_PERMISSIONS);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    // What is deployed is complete; only its rights are missing.
    warn(`${error.message}
Somebody who may grant permissions (Privileged Role Administrator or Global Administrator) must run, signed in with azd:
  azd env select ${environment} && azd hooks run postprovision`);
  }
}

async function registerClient(name, ...roles) {
  const known = appRoles(target).filter(({ allowedMemberTypes }) => allowedMemberTypes.includes('Application'));
  const unknown = roles.filter((role) => !known.some(({ value }) => value === role));
  if (name === undefined || roles.length === 0 || unknown.length > 0) {
    const list = known.map(({ value, description }) => `  ${value}: ${description}`).join('\n');
    const fault = unknown.length > 0 ? `There is no role ${unknown.join(', ')}.\n` : '';
    throw new Error(`${fault}Give the client a name and roles:\n${list}`);
  }
  const api = needed('API_CLIENT_ID');
  const client = await application(`client:${name}`, undefined, { displayName: name, signInAudience: 'AzureADMyOrg' });
  const { id } = await principal(client.appId, {});
  await grant(id, api, roles);
  const tenant = (await graph.list('/organization?$select=id'))[0]?.id;
  say(`${name} is ${client.appId} and may: ${roles.join(', ')}.

How it proves who it is, best first:
  1. without any secret, where it runs on Azure, GitHub or Kubernetes: a federated credential
     az ad app federated-credential create --id ${client.appId} --parameters credential.json
  2. with a certificate:
     az ad app credential reset --id ${client.appId} --create-cert
  3. with a secret, which somebody has to renew:
     az ad app credential reset --id ${client.appId} --years 1

A token, and a first call with it:
  TOKEN=$(curl -s https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token \\
    -d grant_type=client_credentials -d client_id=${client.appId} -d client_secret=SECRET \\
    -d scope=api://${api}/.default | node -p 'JSON.parse(require("fs").readFileSync(0)).access_token')
  curl -s -H "Authorization: Bearer $TOKEN" ${env.API_ENDPOINT ?? 'https://HOST'}/v1.0/auditLogs/provisioning`);
}

/** @returns the application, made where there is none: by the id that is remembered, else by its mark */
async function application(kind, appId, wanted) {
  const tag = mark(kind);
  async function find() {
    const known =
      appId === undefined || appId === '' ? [] : await graph.list(`/applications?$filter=appId eq ${quote(appId)}`);
    return known[0] ?? (await graph.list(`/applications?$filter=tags/any(t:t eq ${quote(tag)})`))[0];
  }
  const { value, made } = await graph.ensure(find, '/applications', { ...wanted, tags: [tag] });
  if (made) say(`${wanted.displayName} was registered.`);
  return value;
}

async function principal(appId, wanted) {
  const find = async () => (await graph.list(`/servicePrincipals?$filter=appId eq ${quote(appId)}`))[0];
  const { value } = await graph.ensure(find, '/servicePrincipals', { appId, ...wanted });
  const off = Object.entries(wanted).filter(([name, is]) => value[name] !== is);
  if (off.length > 0) await graph.patch(`/servicePrincipals/${value.id}`, Object.fromEntries(off));
  return value;
}

/** Writes what is not as it should be, and nothing where all is. */
async function putRight(found, wanted) {
  const off = Object.entries(wanted).filter(([name, is]) => !holds(found[name], is));
  if (off.length > 0) await graph.patch(`/applications/${found.id}`, Object.fromEntries(off));
}

/** Whether all that is wanted is there; what else is there is others' business. */
function holds(found, wanted) {
  if (Array.isArray(wanted)) {
    return Array.isArray(found) && wanted.every((item) => found.some((one) => holds(one, item)));
  }
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  return (
    typeof found === 'object' && found !== null && Object.entries(wanted).every(([name, is]) => holds(found[name], is))
  );
}

/** Ours as they are to be, and those that somebody else has added. A list is written whole or not at all. */
function withRoles(found = [], ours) {
  const theirs = found.filter(({ id, value }) => !ours.some((role) => role.id === id || role.value === value));
  const kept = ours.map((role) => ({ ...role, id: found.find(({ value }) => value === role.value)?.id ?? role.id }));
  return [...kept, ...theirs];
}

/** Others' entries of a list, and ours as they are to be: a list is written whole. */
function together(found, ours, key) {
  return [...found.filter((one) => !ours.some((own) => own[key] === one[key])), ...ours];
}

function withRedirects(found, { spa }) {
  if (spa === undefined) return {};
  return { spa: { redirectUris: [...new Set([...(found.spa?.redirectUris ?? []), ...spa.redirectUris])] } };
}

/** @param resource client id of the application whose roles are given */
async function grant(principalId, resource, values) {
  const [owner] = await graph.list(`/servicePrincipals?$filter=appId eq ${quote(resource)}`);
  if (owner === undefined) throw new Error(`The application ${resource} is not in this tenant.`);
  for (const value of values) {
    const role = owner.appRoles.find((one) => one.value === value && one.allowedMemberTypes.includes('Application'));
    if (role === undefined) throw new Error(`The application ${resource} has no role ${value}.`);
    const find = async () =>
      (await graph.list(`/servicePrincipals/${principalId}/appRoleAssignments`)).find(
        ({ resourceId, appRoleId }) => resourceId === owner.id && appRoleId === role.id,
      );
    const body = { principalId, resourceId: owner.id, appRoleId: role.id };
    const { made } = await graph.ensure(find, `/servicePrincipals/${principalId}/appRoleAssignments`, body);
    if (made) say(`${value} was granted.`);
  }
}

function isForbidden(error) {
  return error instanceof Refused && (error.status === 401 || error.status === 403);
}

function explain(error) {
  if (!isForbidden(error)) return error;
  return new Error(`${error.message}
Registering applications needs the role Application Developer or more. Somebody who has it may run, signed in with azd:
  azd env select ${environment} && azd hooks run preprovision
or register them by hand (docs/deploy.md, "Without rights in Entra") and tell azd:
  azd env set API_CLIENT_ID … && azd env set CONSOLE_CLIENT_ID …`);
}

function needed(name) {
  const value = env[name];
  if (value) return value;
  console.error(`ERROR: ${name} is not set: run this through azd, or in the shell of azd env get-values.`);
  process.exit(1);
}
