/** A domain controller that quotes whatever it was sent when it refuses: no failure tells a password (design, I7). */
import * as ldapts from 'ldapts';
import { ProvisioningError } from '../../../shared/errors';
import type { Connection } from '../../../shared/targets/ldap/connection';
import { invalidCredentials } from '../../../shared/targets/ldap/failures';
import { createSession, type Session } from '../../../shared/targets/ldap/session';
import { encodePassword } from '../../../shared/targets/ldap/unicodePwd';

const BIND = 'hunter2-of-the-service';
const INITIAL = 'Aa,1,hu,nt,er,2!';
const SETTINGS = { urls: ['ldaps://dc'], bindDn: 'muster', password: BIND, defaultContainer: 'OU=People,DC=corp' };

/** Every request ends in this error. */
function sessionThat(error: Error): Session {
  const client = new Proxy({}, { get: () => () => Promise.reject(error) }) as ldapts.Client;
  const connection: Connection = { use: (task) => task(client, ldapts), close: async () => undefined };
  return createSession(SETTINGS, connection);
}

const QUOTED = `${BIND} and ${INITIAL} and, as it was sent, "${INITIAL}"\u0000`;
const password = { unicodePwd: [encodePassword(INITIAL)] };

const ERRORS: readonly { readonly what: string; readonly error: Error; readonly told: RegExp }[] = [
  { what: 'a refusal', error: new ldapts.UnwillingToPerformError(QUOTED), told: /^LDAP result 53: \[redacted\] and/ },
  { what: 'a lost connection', error: new Error(QUOTED), told: /^\[redacted\] and/ },
];
const REQUESTS: readonly { readonly name: string; readonly ask: (session: Session) => Promise<unknown> }[] = [
  { name: 'add', ask: (session) => session.add('CN=a', password) },
  { name: 'modify', ask: (session) => session.modify('CN=a', password) },
];

describe.each(ERRORS)('$what', ({ error, told }) => {
  test.each(REQUESTS)('of $name tells neither password', async ({ ask }) => {
    const failure = await failureOf(ask(sessionThat(error)));
    expect(failure.details).toMatch(told);
    for (const secret of [BIND, INITIAL]) expect(allOf(failure)).not.toContain(secret);
  });

  test.each<{ name: string; ask: (session: Session) => Promise<unknown> }>([
    { name: 'domain', ask: (session) => session.domain() },
    { name: 'search', ask: (session) => session.search({ base: '', scope: 'base', attributes: [] }) },
    { name: 'rename', ask: (session) => session.rename('CN=a', 'CN=b') },
    { name: 'delete', ask: (session) => session.delete('CN=a') },
    { name: 'undelete', ask: (session) => session.undelete('CN=a', 'CN=b') },
  ])('of $name tells not what was bound with', async ({ ask }) => {
    const failure = await failureOf(ask(sessionThat(error)));
    expect(failure.details).toMatch(told);
    expect(allOf(failure)).not.toContain(BIND);
  });
});

test('a bind that is refused tells no password either', () => {
  const failure = invalidCredentials(new ldapts.InvalidCredentialsError(`${BIND} is wrong, data 52e`), BIND);
  expect(failure.details).toContain('[redacted] is wrong');
  expect(allOf(failure)).not.toContain(BIND);
});

const allOf = ({ message, details, stack }: ProvisioningError) => JSON.stringify([message, details, stack]);

async function failureOf(request: Promise<unknown>): Promise<ProvisioningError> {
  const failure = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof ProvisioningError) return failure;
  throw new Error('Nothing failed as a target does.');
}
