/** What an administrator reads when no controller can be reached: each with its reason, and never the password (design, I7). */
import type { ProvisioningError } from '../../../shared/errors';
import { createConnection } from '../../../shared/targets/ldap/connection';
import { ANYWHERE } from '../../support/egress';

const PASSWORD = 'hunter2-of-the-service';
/** What comes of a bind, by the host that is asked. */
const binds = new Map<string, Error>();

jest.mock('ldapts', () => ({
  ...jest.requireActual<object>('ldapts'),
  Client: class {
    readonly isBound = true;
    readonly host: string;
    constructor({ url }: { readonly url: string }) {
      this.host = new URL(url).hostname;
    }
    async bind() {
      const refused = binds.get(this.host);
      if (refused !== undefined) throw refused;
    }
    async unbind() {}
  },
}));

const connection = () =>
  createConnection(
    {
      urls: ['ldaps://dc1.corp.example', 'ldaps://dc2.corp.example'],
      bindDn: 'muster',
      password: PASSWORD,
      defaultContainer: 'OU=People,DC=corp,DC=example',
    },
    ANYWHERE,
  );

const failure = (): Promise<ProvisioningError> =>
  connection()
    .use(async () => 'reached')
    .then(
      (answer) => {
        throw new Error(String(answer));
      },
      (error: ProvisioningError) => error,
    );

beforeEach(() => binds.clear());

test('each controller is told of with its reason, without the password that a reason quotes', async () => {
  binds.set('dc1.corp.example', new Error(`bind with ${PASSWORD} failed`));
  binds.set('dc2.corp.example', new Error('self-signed certificate'));
  const { code, message, stack } = await failure();
  expect([code, message]).toEqual([
    'EndpointUnavailable',
    'No domain controller could be reached: ldaps://dc1.corp.example: bind with [redacted] failed; ldaps://dc2.corp.example: self-signed certificate.',
  ]);
  expect(stack).not.toContain(PASSWORD);
});

test('the next is asked when one cannot be reached', async () => {
  binds.set('dc1.corp.example', new Error('no connection within 10000 ms'));
  expect(await connection().use(async () => 'reached')).toBe('reached');
});
