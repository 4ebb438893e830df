/** What the test of a connection tells of permissions that only a write would show. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UnsecuredJWT } from 'jose';
import { createGraphTarget } from '../../../shared/targets/graph/graphTarget';
import { requirePermissions } from '../../../shared/targets/graph/permissions';
import { createGraphTraffic } from '../../../shared/targets/graph/traffic';
import { exchangeAnywhere } from '../../support/egress';
import { oneToken } from '../../support/graphTarget';
import { fakeClock, seededRandom } from '../../support/world';

const tokenWith = (claims: object) => new UnsecuredJWT({ ...claims }).encode();
const USERS = 'User.ReadWrite.All';
const LEAVE = 'User-LifeCycleInfo.ReadWrite.All';
const WRITTEN = ['displayName', 'employeeLeaveDateTime'];

test('a permission that a mapping needs and the token does not have is named', () => {
  const fault = expect.objectContaining({
    code: 'InsufficientRights',
    attribute: 'employeeLeaveDateTime',
    message: expect.stringContaining(LEAVE),
  });
  expect(() => requirePermissions(tokenWith({ roles: [USERS] }), WRITTEN)).toThrow(fault);
});

test.each([
  { name: 'it is held', token: tokenWith({ roles: [USERS, LEAVE] }), written: WRITTEN },
  { name: 'nothing that needs it is written', token: tokenWith({ roles: [USERS] }), written: ['displayName'] },
  { name: 'the token names no permissions', token: tokenWith({}), written: WRITTEN },
  { name: 'the token cannot be read', token: 'opaque', written: WRITTEN },
])('nothing is said where $name', ({ token, written }) => {
  expect(() => requirePermissions(token, written)).not.toThrow();
});

describe('the connection', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('is tested by reading, and by what the token tells of what is to be written', async () => {
    const world = { clock: fakeClock(), random: seededRandom() };
    const tokens = oneToken(tokenWith({ roles: [USERS] }));
    const target = createGraphTarget(
      {
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        tenantId: '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10',
        credentials: { kind: 'managedIdentity' },
        tenantSize: 'small',
        timeoutMs: 5_000,
        patienceMs: 60_000,
        allowHttpLoopback: true,
      },
      { ...world, traffic: createGraphTraffic({ ...world, exchange: exchangeAnywhere, tokens }), job: 'job-1' },
    );
    await expect(target.testConnection('employeeId', ['displayName'])).resolves.toBeUndefined();
    await expect(target.testConnection('employeeId', WRITTEN)).rejects.toMatchObject({ code: 'InsufficientRights' });
    await expect(target.testConnection('employeeId')).resolves.toBeUndefined(); // as the timer tries it
  });
});
