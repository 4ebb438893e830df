/** What the console is told of how to sign in, from settings that may be all there, in part, or wrong. */
import { readConsoleSignIn } from '../../shared/settings/consoleSignIn';

const TENANT_ID = 'b16687d3-8faf-42ad-b298-92cdcaf01c6e';
const CLIENT_ID = 'c0450e00-0000-4000-8000-000000000001';
const DEPLOYED = { TENANT_ID, TOKEN_AUDIENCES: 'a0450e00,api://a0450e00', CONSOLE_CLIENT_ID: CLIENT_ID };

test.each([
  {
    name: 'Entra, where nothing else is said',
    given: DEPLOYED,
    expected: {
      kind: 'entra',
      authority: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
      clientId: CLIENT_ID,
      scope: 'a0450e00/console',
    },
  },
  {
    name: 'another cloud, and a scope of another name',
    given: { ...DEPLOYED, CONSOLE_AUTHORITY: 'https://login.microsoftonline.us/t/v2.0/', CONSOLE_SCOPE: 'desk' },
    expected: {
      kind: 'entra',
      authority: 'https://login.microsoftonline.us/t/v2.0',
      clientId: CLIENT_ID,
      scope: 'a0450e00/desk',
    },
  },
  {
    name: 'the issuer of a laptop',
    given: {
      TENANT_ID,
      CONSOLE_CLIENT_ID: 'console',
      CONSOLE_AUTHORITY: 'http://127.0.0.1:7071/t/v2.0',
      MUSTER_LOCAL: '1',
    },
    expected: {
      kind: 'development',
      authority: 'http://127.0.0.1:7071/t/v2.0',
      clientId: 'console',
      scope: '00000003-0000-0000-c000-000000000000/console',
    },
  },
  {
    name: 'a scope with a resource of its own',
    given: { ...DEPLOYED, CONSOLE_SCOPE: 'api://other/console' },
    expected: expect.objectContaining({ scope: 'api://other/console' }),
  },
])('$name', ({ given, expected }) => {
  expect(readConsoleSignIn(given)).toEqual({ signIn: expected, notConfigured: null });
});

test.each([
  {
    name: 'no client',
    given: { ...DEPLOYED, CONSOLE_CLIENT_ID: ' ' },
    told: 'CONSOLE_CLIENT_ID is missing: the client id people sign in with.',
  },
  {
    name: 'no tenant',
    given: { CONSOLE_CLIENT_ID: CLIENT_ID },
    told: 'TENANT_ID is missing: the id of your Entra tenant, a GUID.',
  },
  {
    name: 'an authority that is no address',
    given: { ...DEPLOYED, CONSOLE_AUTHORITY: 'entra' },
    told: "CONSOLE_AUTHORITY must be a URL that begins with http:// or https://, got 'entra'.",
  },
])('says what to set: $name', ({ given, told }) => {
  expect(readConsoleSignIn(given)).toEqual({ signIn: null, notConfigured: told });
});
