/**
 * A saved secret goes to the service it was entered for, and to nobody who listens elsewhere: two real servers, and an
 * administrator who tries every door to have it sent to the second one.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type FunctionHost, JOBS, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { createWorkbench } from '../../support/workbench';

const SECRET = 'hunter2-in-clear';
const SECRETS = `${SYNCHRONIZATION}/secrets`;

/** A service, with everything that was ever sent to it. */
interface Listener {
  readonly address: string;
  heard: string;
  /** Where it sends whoever asks. */
  elsewhere?: string | undefined;
  close(): Promise<void>;
}

let service: Listener;
let thief: Listener;
let host: FunctionHost;
let job: string;

beforeAll(async () => {
  [service, thief] = await Promise.all([listen(), listen()]);
});
afterAll(() => Promise.all([service?.close(), thief?.close()]));

beforeEach(async () => {
  const environment = { SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'), ALLOW_LOOPBACK_TARGETS: 'true' };
  host = await openFunctions(await createWorkbench(environment), ['jobs', 'jobActions', 'secrets']);
  job = String((await host.call(`POST ${JOBS}`, { body: { templateId: 'API2SCIM' } })).body.id);
  service.elsewhere = undefined;
  expect(await put({ BaseAddress: service.address, SecretToken: SECRET })).toMatchObject({ status: 204 });
  for (const each of [service, thief]) each.heard = '';
});

const pairs = (secrets: Record<string, string>) => Object.entries(secrets).map(([key, value]) => ({ key, value }));
const put = (secrets: Record<string, string>) => host.call(`PUT ${SECRETS}`, { body: { value: pairs(secrets) } });
const patch = (secrets: Record<string, string>) => host.call(`PATCH ${SECRETS}`, { body: { value: pairs(secrets) } });
const validate = (more: object = {}) => host.call(`POST ${JOBS}/${job}/validateCredentials`, { body: more });

const DOORS: readonly { door: string; push: () => Promise<Answer>; status: number }[] = [
  { door: 'its mask beside another address', push: () => put({ ...at(thief), SecretToken: '*' }), status: 400 },
  { door: 'another address alone', push: () => patch(at(thief)), status: 400 },
  { door: 'a token endpoint', push: () => patch({ Oauth2TokenExchangeUri: `${thief.address}/token` }), status: 400 },
  { door: 'a test with its mask', push: () => tryOut({ ...at(thief), SecretToken: '*' }), status: 400 },
  { door: 'a test without it', push: () => tryOut(at(thief)), status: 400 },
  {
    door: 'a test of what is saved, with another address',
    push: () => validate({ useSavedCredentials: true, credentials: pairs(at(thief)) }),
    status: 400, // of the service it was entered for, which is no SCIM service
  },
  {
    door: 'a service that leads on',
    push: () => {
      service.elsewhere = thief.address;
      return validate({ useSavedCredentials: true });
    },
    status: 400,
  },
];

const at = ({ address }: Listener) => ({ BaseAddress: address });
const tryOut = (secrets: Record<string, string>) =>
  validate({ useSavedCredentials: false, credentials: pairs(secrets) });

test.each(DOORS)('not by $door', async ({ push, status }) => {
  expect((await push()).status).toBe(status);
  await validate({ useSavedCredentials: true });
  expect(thief.heard).not.toContain(SECRET);
  expect(service.heard).toContain(SECRET); // which would show what the other one hears, too
});

async function listen(): Promise<Listener> {
  const server: Server = createServer((request, response) => {
    listener.heard += JSON.stringify([request.url, request.headers]);
    request.setEncoding('utf8').on('data', (text: string) => {
      listener.heard += text;
    });
    const { elsewhere } = listener;
    const headers = { 'content-type': 'application/scim+json', ...(elsewhere && { location: `${elsewhere}/Users` }) };
    request.on('end', () => response.writeHead(elsewhere === undefined ? 404 : 307, headers).end('{}'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const listener: Listener = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    heard: '',
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return listener;
}
