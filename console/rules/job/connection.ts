/** How a job reaches its directory: the ways there are for each kind, and what each wants to know (docs/targets.md, *Secrets*). */
import type { SecretKey } from '../../../shared/engine/job/secretKeys';
import type { TargetKind } from '../../../shared/engine/schema/defaultSchema';

export type { SecretKey, TargetKind };

export interface ConnectionField {
  readonly key: SecretKey;
  /** `secret` on one line, `pem` on many: neither is shown when it is saved. */
  readonly look: 'text' | 'secret' | 'pem' | 'flag' | 'choice';
  readonly required?: true;
  readonly choices?: readonly string[];
  /** Stands before the value where it is saved: `header:X-Api-Key`. */
  readonly prefix?: string;
}

export type WayId =
  | 'service'
  | 'managedIdentity'
  | 'clientSecret'
  | 'certificate'
  | 'workloadIdentity'
  | 'ldap'
  | 'token'
  | 'key'
  | 'basic'
  | 'client';

/** One way to be let in. */
export interface Way {
  readonly id: WayId;
  /** `AuthenticationType`, where it says which way this is. */
  readonly type?: string;
  readonly fields: readonly ConnectionField[];
}

const text = (key: SecretKey): ConnectionField => ({ key, look: 'text' });
const needed = (key: SecretKey, look: ConnectionField['look'] = 'text'): ConnectionField => ({
  key,
  look,
  required: true,
});

const CLOUD = [text('BaseAddress'), text('Domain')];
const SCIM_MORE: readonly ConnectionField[] = [{ key: 'AppKey', look: 'pem' }, text('Domain')];

/** The first is proposed. Both certificates that are trusted and certificates with a private key are saved as `AppKey`. */
const WAYS: Readonly<Record<TargetKind, readonly Way[]>> = {
  entra: [
    { id: 'service', fields: [] },
    { id: 'managedIdentity', type: 'ManagedIdentity', fields: [text('ClientIdentifier'), ...CLOUD] },
    {
      id: 'clientSecret',
      type: 'ClientSecret',
      fields: [needed('ClientIdentifier'), needed('ClientSecret', 'secret'), text('CompanyId'), ...CLOUD],
    },
    {
      id: 'certificate',
      type: 'Certificate',
      fields: [needed('ClientIdentifier'), needed('AppKey', 'pem'), text('CompanyId'), ...CLOUD],
    },
    {
      id: 'workloadIdentity',
      type: 'WorkloadIdentity',
      fields: [text('ClientIdentifier'), text('CompanyId'), ...CLOUD],
    },
  ],
  activeDirectory: [
    {
      id: 'ldap',
      fields: [
        needed('Server'),
        text('Domain'),
        needed('UserName'),
        needed('Password', 'secret'),
        text('SyncAgentADContainer'),
        { key: 'AppKey', look: 'pem' },
        { key: 'HardDeletesEnabled', look: 'flag' },
      ],
    },
  ],
  scim: [
    { id: 'token', fields: [needed('BaseAddress'), needed('SecretToken', 'secret'), ...SCIM_MORE] },
    {
      id: 'key',
      fields: [
        needed('BaseAddress'),
        { ...needed('AuthenticationType'), prefix: 'header:' },
        needed('SecretToken', 'secret'),
        ...SCIM_MORE,
      ],
    },
    {
      id: 'basic',
      fields: [needed('BaseAddress'), needed('UserName'), needed('Password', 'secret'), ...SCIM_MORE],
    },
    {
      id: 'client',
      fields: [
        needed('BaseAddress'),
        needed('Oauth2TokenExchangeUri'),
        needed('ClientIdentifier'),
        needed('ClientSecret', 'secret'),
        {
          key: 'AuthenticationType',
          look: 'choice',
          choices: ['', 'client_secret_post', 'client_secret_basic'],
        },
        ...SCIM_MORE,
      ],
    },
  ],
};

export const waysOf = (kind: TargetKind): readonly Way[] => WAYS[kind];

/** @param id `undefined`, or of another kind: the first */
export function wayNamed(kind: TargetKind, id: string | undefined): Way {
  const ways = WAYS[kind];
  return ways.find((one) => one.id === id) ?? (ways[0] as Way);
}

/** All that any way of the kind saves. */
export const keysOf = (kind: TargetKind): ReadonlySet<SecretKey> =>
  new Set([...WAYS[kind].flatMap(({ fields }) => fields.map(({ key }) => key)), 'AuthenticationType']);

/** Which way was saved: the targets decide by the same (docs/targets-graph.md, docs/targets-scim.md). */
export function wayOf(kind: TargetKind, saved: ReadonlyMap<string, string>): WayId {
  const has = (key: SecretKey) => (saved.get(key) ?? '').trim() !== '';
  const type = saved.get('AuthenticationType')?.trim().toLowerCase() ?? '';
  if (kind === 'activeDirectory') return 'ldap';
  if (kind === 'scim') {
    if (has('SecretToken')) return type.startsWith('header:') ? 'key' : 'token';
    if (has('Oauth2TokenExchangeUri')) return 'client';
    return has('UserName') ? 'basic' : 'token';
  }
  const stated = WAYS.entra.find((one) => one.type?.toLowerCase() === type);
  if (stated !== undefined) return stated.id;
  if (!has('BaseAddress')) return 'service';
  if (has('ClientSecret')) return 'clientSecret';
  return has('AppKey') ? 'certificate' : 'managedIdentity';
}
