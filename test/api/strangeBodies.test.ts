/** Whatever is sent to whichever route, the answer is Graph's: refused or done, and never a fault of Muster's own. */
import { type FunctionHost, openFunctions, routePermissions } from '../support/functionHost';
import { CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID, person } from '../support/workbench';

const DEEP = `${'{"criteria":'.repeat(2_000)}1${'}'.repeat(2_000)}`;
const BODIES: readonly { readonly name: string; readonly body?: string }[] = [
  { name: 'nothing' },
  { name: 'an empty text', body: '' },
  { name: 'blanks', body: ' \n' },
  { name: 'half an object', body: '{"criteria":' },
  { name: 'null', body: 'null' },
  { name: 'a number', body: '7' },
  { name: 'a list', body: '[{"key":"BaseAddress"}]' },
  { name: 'an empty object', body: '{}' },
  {
    name: 'members of the wrong types',
    body: '{"criteria":[],"value":{},"schedule":"x","parameters":7,"credentials":"y","anchors":{}}',
  },
  {
    name: 'lists of the wrong things',
    body: '{"value":[7,null,[]],"synchronizationJobSettings":[null],"anchors":[{}],"synchronizationRules":[7]}',
  },
  {
    name: 'nulls everywhere',
    body: '{"criteria":null,"value":null,"schedule":null,"templateId":null,"reason":null,"message":null,"expression":null}',
  },
  { name: 'an object deep in itself', body: DEEP },
  {
    name: 'strange characters',
    body: JSON.stringify({ message: '\u0000\ud800\u202e/\\#?', templateId: '../..', expression: '\u0000' }),
  },
  {
    name: 'a prototype',
    body: '{"__proto__":{"value":[]},"constructor":{"prototype":1},"value":[{"key":"__proto__","value":"x"}]}',
  },
];

const PARAMETERS: Readonly<Record<string, string>> = {
  version: 'beta',
  servicePrincipalId: PRINCIPAL_ID,
  applicationId: CLIENT_ID,
  jobId: JOB_ID,
  templateId: 'API2AAD',
};

const EVERYTHING = [
  'Synchronization.ReadWrite.All',
  'SynchronizationData-User.Upload',
  'User.ReadWrite.All',
  'Application.Read.All',
  'AuditLog.Read.All',
];

let host: FunctionHost;
beforeEach(async () => {
  const bench = await createWorkbench({ SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  host = await openFunctions(bench, ['index']);
  await bench.upload([person('1')]);
  await bench.drain();
});

test.each(BODIES)('$name', async ({ body }) => {
  const requests = routePermissions().filter(({ roles }) => roles !== 'anonymous');
  expect(requests.length).toBeGreaterThan(50);
  for (const { request } of requests) {
    const [method = '', template = ''] = request.split(' ');
    if (method === 'DELETE') continue; // they read no body, and would leave the others nothing
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? 'none');
    const { status = 0, error } = await host.call(`${method} /${path}`, {
      roles: EVERYTHING,
      ...(body !== undefined && method !== 'GET' && { body }),
    });
    const isOurFault = status >= 500 && status !== 501; // what somebody else's issuer keeps is not implemented here
    expect({ request, isOurFault }).toEqual({ request, isOurFault: false });
    if (status >= 400) expect({ request, code: error.code }).toEqual({ request, code: expect.stringMatching(/./) });
  }
});
