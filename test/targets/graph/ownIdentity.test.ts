/** As whom Graph is asked where no secret says it: as the identity the app has, which need not be the machine's own. */
import { graphSettings } from '../../../shared/targets/graph/secrets';

const DEFAULTS = { tenantId: 't', tenantSize: 'small', timeoutMs: 1, patienceMs: 1, allowHttpLoopback: false } as const;
const credentialsOf = (secrets: Record<string, string>, identityClientId?: string) =>
  graphSettings(new Map(Object.entries(secrets)), { ...DEFAULTS, identityClientId }).credentials;

test.each([
  { name: 'the identity that comes with the app', secrets: {}, own: undefined, expected: { kind: 'managedIdentity' } },
  {
    name: 'the user-assigned one of the deployment',
    secrets: {},
    own: 'app',
    expected: { kind: 'managedIdentity', clientId: 'app' },
  },
  {
    name: 'the one that the secrets name',
    secrets: { AuthenticationType: 'ManagedIdentity', ClientIdentifier: 'other' },
    own: 'app',
    expected: { kind: 'managedIdentity', clientId: 'other' },
  },
  {
    name: 'an application, which the app’s identity is not',
    secrets: { AuthenticationType: 'WorkloadIdentity' },
    own: 'app',
    expected: { kind: 'workloadIdentity', tenantId: 't' },
  },
])('$name', ({ secrets, own, expected }) => {
  expect(credentialsOf(secrets as Record<string, string>, own)).toEqual(expected);
});
