/** Words of a connection: the ways to be let in, and what each value is (docs/targets.md). */
import type { SecretKey, TargetKind, WayId } from '../rules/job/connection';

interface Words {
  readonly label: string;
  readonly hint?: string;
}

export const connectionWords = {
  title: 'Connection',
  way: 'How it signs in',
  ways: {
    service: 'As this service is set up',
    managedIdentity: 'Managed identity',
    clientSecret: 'Client secret',
    certificate: 'Certificate',
    workloadIdentity: 'Workload identity',
    ldap: 'Service account',
    token: 'Bearer token',
    key: 'Key in a header',
    basic: 'User name and password',
    client: 'OAuth client credentials',
  } satisfies Readonly<Record<WayId, string>>,
  serviceHint:
    'Nothing is to be entered: people go to the embedded directory, or to Entra with the app’s own identity where the setting TARGET says graph.',
  kept: 'Saved, and shown to nobody',
  replace: 'Replace',
  keep: 'Keep what is saved',
  secret: 'New value',
  vaultHint: 'Or a reference: @Microsoft.KeyVault(SecretUri=…)',
  faults: {
    missing: 'This is needed.',
    enterAgain: 'Enter it again: it was entered for another place, and goes to no other.',
  },
  incomplete: 'Fill in what is needed first.',
  enterAgain: 'Enter the secrets again: they would go to another place.',
  tryUnsaved: 'Test before saving',
  cannotTry: 'What is saved and not shown cannot be tried with what is new: save first, or enter it again.',
  trySaved: 'Test connection',
  trying: 'Testing…',
  works: 'The target takes it: people can be looked up in it.',
  shared: (jobs: string) =>
    `These values are shared with ${jobs}: all jobs of one service principal have one connection.`,
  others: 'Also saved',
  agent: 'Agents near the directory do this job’s work and hold its credentials themselves. What is tried is theirs.',
  hidden: 'What is saved here is shown to a Muster.Admin alone. Whoever runs jobs may test it.',
  choiceNone: 'Try both',
} as const;

const ADDRESS_OF_SCIM: Words = {
  label: 'Address',
  hint: 'The part before /Users, such as https://app.example.com/scim/v2',
};
const DOMAIN: Words = {
  label: 'Default domain',
  hint: 'What DefaultDomain() gives. Left empty: the target’s own, or the first verified one.',
};

const FIELDS: Readonly<Record<TargetKind, Partial<Record<SecretKey, Words>>>> = {
  entra: {
    ClientIdentifier: { label: 'Client id', hint: 'Of the application, or of a user-assigned identity' },
    ClientSecret: { label: 'Client secret' },
    AppKey: { label: 'Certificate with its private key', hint: 'PEM' },
    CompanyId: { label: 'Tenant', hint: 'Where it is another than the one Muster runs in' },
    BaseAddress: { label: 'Address', hint: 'Of a national cloud. Left empty: https://graph.microsoft.com' },
    Domain: DOMAIN,
  },
  activeDirectory: {
    Server: {
      label: 'Domain controllers',
      hint: 'Parted by commas. dc1.corp.example is LDAPS, ldap://dc1.corp.example is StartTLS',
    },
    Domain: { label: 'Domain', hint: 'Its DNS name, such as corp.example; also what DefaultDomain() gives' },
    UserName: { label: 'Service account', hint: 'muster@corp.example, CORP\\muster or a distinguished name' },
    Password: { label: 'Password' },
    SyncAgentADContainer: { label: 'Container of new accounts', hint: 'Left empty: CN=Users of the domain' },
    AppKey: { label: 'Certificates to trust', hint: 'PEM, of your own authority. Left empty: those the system trusts' },
    HardDeletesEnabled: { label: 'Carry out deletions', hint: 'Otherwise accounts are disabled and stay' },
  },
  scim: {
    BaseAddress: ADDRESS_OF_SCIM,
    SecretToken: { label: 'Token' },
    AuthenticationType: { label: 'Header', hint: 'Such as X-Api-Key' },
    UserName: { label: 'User name' },
    Password: { label: 'Password' },
    Oauth2TokenExchangeUri: {
      label: 'Token endpoint',
      hint: 'With scope, audience or resource behind a question mark, where it wants them',
    },
    ClientIdentifier: { label: 'Client id' },
    ClientSecret: { label: 'Client secret' },
    AppKey: { label: 'Certificates to trust', hint: 'PEM, of a private authority' },
    Domain: DOMAIN,
  },
};

/** @param key of a choice, where the same key is a text in another way */
export function fieldWords(kind: TargetKind, key: SecretKey, isChoice: boolean): Words {
  if (isChoice) return { label: 'How the token endpoint knows the client' };
  return FIELDS[kind][key] ?? { label: key };
}
