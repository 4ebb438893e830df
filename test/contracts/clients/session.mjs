/**
 * What clients that are not ours do here, unmodified, in a process that trusts the host's authority (NODE_EXTRA_CA_CERTS). Prints one
 * line of JSON: what each came back with, by its name; an error is told in its place.
 */
import { readFileSync } from 'node:fs';
import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from '@azure/msal-node';
import { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions';
import { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure';
import { DefaultRequestAdapter } from '@microsoft/kiota-bundle';
import graph from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import {
  createSynchronizationJobFromDiscriminatorValue as toJob,
  createProvisioningObjectSummaryCollectionResponseFromDiscriminatorValue as toLog,
} from '@microsoft/msgraph-sdk/models/index.js';
import newman from 'newman';

const { info, pem, key, thumbprint256, body, collection, authorityFile } = JSON.parse(readFileSync(0, 'utf8'));
const { baseUrl, tenantId, clientId, clientSecret, servicePrincipalId, jobId } = info;
const SCOPE = 'https://graph.microsoft.com/.default';
const host = new URL(baseUrl).host;
// By configuration alone: the authority, and not to ask Microsoft's own whether it is one.
const here = { authorityHost: baseUrl, disableInstanceDiscovery: true };
const certificate = `${key}\n${pem}`;

const secretCredential = new ClientSecretCredential(tenantId, clientId, clientSecret, here);
const client = graph.Client.initWithMiddleware({
  authProvider: new TokenCredentialAuthenticationProvider(secretCredential, { scopes: [SCOPE] }),
  baseUrl: `${baseUrl}/`,
  customHosts: new Set([new URL(baseUrl).hostname]),
});
const JOBS = `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`;
const JOB = `${JOBS}/${jobId}`;

const results = {};
async function row(name, work) {
  try {
    results[name] = await work();
  } catch (error) {
    results[name] = { failed: `${error?.statusCode ?? ''} ${error?.code ?? ''} ${error?.message ?? error}`.trim() };
  }
}

const rolesOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).roles.length > 0;

await row('identity, a secret', async () => rolesOf((await secretCredential.getToken(SCOPE)).token));
await row('identity, a certificate', async () => {
  return rolesOf(
    (await new ClientCertificateCredential(tenantId, clientId, { certificate }, here).getToken(SCOPE)).token,
  );
});

const msal = (credentials) =>
  new ConfidentialClientApplication({
    auth: { clientId, authority: `${baseUrl}/${tenantId}`, knownAuthorities: [host], ...credentials },
  });
const acquire = (application) => application.acquireTokenByClientCredential({ scopes: [SCOPE] });
await row('msal, a secret', async () => rolesOf((await acquire(msal({ clientSecret }))).accessToken));
await row('msal, a certificate', async () => {
  const clientCertificate = { thumbprintSha256: thumbprint256, privateKey: key, x5c: pem };
  return rolesOf((await acquire(msal({ clientCertificate }))).accessToken);
});

/** What a browser does at the sign-in page. @returns the code that the client is sent back with */
async function chosenAt(url, displayName) {
  const page = await (await fetch(url)).text();
  const person = [...page.matchAll(/value="([^"]+)"[^>]*>[\s\S]*?<b>([^<]+)<\/b>/g)].find(
    ([, , name]) => name === displayName,
  )[1];
  const form = new URLSearchParams({ code: info.consoleCode, person });
  const answer = await fetch(url, { method: 'POST', body: form, headers: { origin: baseUrl }, redirect: 'manual' });
  return new URL(answer.headers.get('location')).searchParams.get('code');
}

await row('msal, a person with a code and PKCE, and silently after that', async () => {
  const auth = { clientId, authority: `${baseUrl}/${tenantId}`, knownAuthorities: [host] };
  const application = new PublicClientApplication({ auth });
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const asked = { scopes: ['Synchronization.Read.All'], redirectUri: 'http://localhost:53682' };
  const url = await application.getAuthCodeUrl({ ...asked, codeChallenge: challenge, codeChallengeMethod: 'S256' });
  const code = await chosenAt(url, 'Rita Voss');
  const { account, accessToken } = await application.acquireTokenByCode({ ...asked, code, codeVerifier: verifier });
  const renewed = await application.acquireTokenSilent({ account, scopes: asked.scopes, forceRefresh: true });
  const jobs = await fetch(`${baseUrl}/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs`, {
    headers: { authorization: `Bearer ${renewed.accessToken}` },
  });
  return [account.username, renewed.accessToken !== accessToken, jobs.status];
});

await row('graph client, the service principal', async () => {
  const filter = `id eq '${servicePrincipalId}' or appId eq '${servicePrincipalId}'`;
  return (await client.api('/servicePrincipals').filter(filter).select('id').get()).value.map(({ id }) => id);
});
await row('graph client, jobs', async () => (await client.api(JOBS).get()).value.map(({ id }) => id));
await row('graph client, a job with its schema', async () => {
  const job = await client.api(JOB).select('id').expand('schema').get();
  return [job.id, job.schema.directories.length];
});
await row('graph client, an upload', async () => {
  const response = await client
    .api(`${JOB}/bulkUpload`)
    .header('Content-Type', 'application/scim+json')
    .responseType('raw')
    .post(body);
  return [response.status, response.headers.get('location')?.includes(`/auditLogs/provisioning/?$filter=jobid`)];
});
await row('graph client, pause and start', async () => {
  await client.api(`${JOB}/pause`).post({});
  const { status } = await client.api(JOB).get();
  await client.api(`${JOB}/microsoft.graph.start`).post({});
  return status.code;
});
await row('graph client, functions and operators', async () => {
  const functions = await client.api(`${JOB}/schema/functions()`).get();
  const operators = await client.api(`${JOB}/schema/filterOperators()`).top(3).get();
  return [functions.value.some(({ name }) => name === 'Join'), operators.value.length];
});
await row('graph client, the log page by page', async () => {
  const query = () => client.api('/auditLogs/provisioning').filter(`jobId eq '${jobId}'`).top(1).get();
  let first = await query();
  for (let tries = 0; first.value.length === 0 && tries < 200; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    first = await query();
  }
  const seen = [];
  const pages = new graph.PageIterator(client, first, ({ sourceIdentity }) => {
    seen.push(sourceIdentity.id);
    return true;
  });
  await pages.iterate();
  return seen.length > 0;
});
/** The packages that are published have no builders for these paths: templates as the generator writes them, on its pipeline and its models. */
const allowed = new Set([new URL(baseUrl).hostname]);
const adapter = new DefaultRequestAdapter(
  new AzureIdentityAuthenticationProvider(secretCredential, [SCOPE], undefined, allowed),
);
adapter.baseUrl = `${baseUrl}/v1.0`;
const KIOTA_JOB = '{+baseurl}/servicePrincipals/{servicePrincipal%2Did}/synchronization/jobs/{synchronizationJob%2Did}';
function kiota(method, template) {
  const ids = { 'servicePrincipal%2Did': servicePrincipalId, 'synchronizationJob%2Did': jobId };
  return new RequestInformation(method, template, { baseurl: adapter.baseUrl, ...ids });
}
/** Names of members that the model does not know, wherever they are but in `details`, which are open. */
const unknownIn = (value) =>
  Object.entries(value ?? {}).flatMap(([name, member]) => {
    if (name === 'additionalData') return Object.keys(member).filter((key) => !key.startsWith('@odata'));
    return typeof member === 'object' && name !== 'details' ? unknownIn(member) : [];
  });
await row('kiota, an upload', async () => {
  const request = kiota(HttpMethod.POST, `${KIOTA_JOB}/bulkUpload`);
  request.setStreamContent(new TextEncoder().encode(JSON.stringify(body)).buffer, 'application/scim+json');
  return (await adapter.sendNoResponseContent(request, undefined)) === undefined;
});
await row('kiota, a job', async () => {
  const job = await adapter.send(kiota(HttpMethod.GET, KIOTA_JOB), toJob, undefined);
  return [job.id, job.schedule.interval.minutes, unknownIn(job)];
});
await row('kiota, the log', async () => {
  const request = kiota(HttpMethod.GET, '{+baseurl}/auditLogs/provisioning{?%24filter,%24top}');
  request.queryParameters = { '%24filter': `jobId eq '${jobId}'`, '%24top': 1 };
  const { value } = await adapter.send(request, toLog, undefined);
  const [{ activityDateTime, provisioningSteps }] = value;
  return [activityDateTime instanceof Date, provisioningSteps.length > 0, [...new Set(unknownIn(value))]];
});
await row('graph client, a batch', async () => {
  const request = (id, url, dependsOn) => ({
    id,
    request: new Request(`${baseUrl}${url}`),
    ...(dependsOn && { dependsOn }),
  });
  const content = new graph.BatchRequestContent([
    request('1', JOB),
    request('2', `${JOB}/schema`, ['1']),
    request('3', '/users?$top=1', ['1']),
    request('4', '/groups', ['1']),
  ]);
  const answer = new graph.BatchResponseContent(await client.api('/$batch').post(await content.getContent()));
  return ['1', '2', '3', '4'].map((id) => answer.getResponseById(id).status);
});
await row('graph client, users', async () => {
  const upn = 'contract.client@example.com';
  const user = { accountEnabled: true, displayName: 'Contract', mailNickname: 'contract', userPrincipalName: upn };
  const created = await client.api('/users').post({ ...user, passwordProfile: { password: 'Xw5!kd92-Qqz' } });
  await client.api(`/users/${created.id}`).update({ companyName: 'Adatum' });
  const advanced = client
    .api('/users')
    .filter("companyName eq 'Adatum'")
    .count(true)
    .header('ConsistencyLevel', 'eventual');
  const found = await advanced.get();
  await client.api(`/users('${created.id}')`).delete();
  return [found['@odata.count'], found.value[0]?.userPrincipalName];
});
await row('graph client, an option that nobody implements', async () =>
  client.api('/users').search('"displayName:x"').get(),
);

await row('newman', () => {
  const values = { baseUrl, tenantId, clientId, clientSecret, servicePrincipalId, jobId, upload: JSON.stringify(body) };
  const environment = { values: Object.entries(values).map(([name, value]) => ({ key: name, value })) };
  const options = { collection, environment, sslExtraCaCerts: authorityFile, reporters: [] };
  return new Promise((resolve, reject) => {
    newman.run(options, (error, summary) => {
      if (error) return reject(error);
      const failures = summary.run.failures.map(({ source, error: { message } }) => `${source?.name}: ${message}`);
      return resolve({ requests: summary.run.stats.requests.total, failures });
    });
  });
});

process.stdout.write(`${JSON.stringify(results)}\n`);
