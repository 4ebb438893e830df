/** Microsoft Graph by a job's secrets; docs/targets-graph.md lists the keys. */
import { optional, required, type TargetSecrets, unusable } from '../kit/secretsReader';
import { type GraphCredentials, type GraphTargetSettings, PUBLIC_GRAPH } from './settings';

export interface GraphDefaults extends Pick<GraphTargetSettings, 'tenantSize' | 'timeoutMs' | 'patienceMs'> {
  readonly tenantId: string;
  readonly allowHttpLoopback: boolean;
  /** Of the app's user-assigned identity; absent: the one that comes with the app. */
  readonly identityClientId?: string | undefined;
}

const GRAPH_HOST = /^((dod-)?graph\.microsoft\.(com|us)|microsoftgraph\.chinacloudapi\.cn)$/i;

/** Whether the secrets mean a tenant behind Graph. A service principal may have jobs for other targets, and their secrets. */
export function meansGraph(secrets: TargetSecrets): boolean {
  if (optional(secrets, 'AuthenticationType') !== undefined) return true;
  const address = optional(secrets, 'BaseAddress') ?? '';
  if (!URL.canParse(address)) return false;
  const { host, pathname } = new URL(address);
  return GRAPH_HOST.test(host) || /^\/(v1\.0|beta)\/?$/.test(pathname);
}

/** @throws {ProvisioningError} InvalidCredentials that names the key */
export function graphSettings(
  secrets: TargetSecrets,
  { tenantId, identityClientId, ...defaults }: GraphDefaults,
): GraphTargetSettings {
  const defaultDomain = optional(secrets, 'Domain');
  const company = optional(secrets, 'CompanyId') ?? tenantId;
  return {
    ...defaults,
    baseUrl: optional(secrets, 'BaseAddress') ?? PUBLIC_GRAPH,
    tenantId: company,
    credentials: credentials(secrets, company, identityClientId),
    ...(defaultDomain === undefined ? {} : { defaultDomain }),
  };
}

const KINDS: Readonly<Record<string, GraphCredentials['kind']>> = {
  managedidentity: 'managedIdentity',
  clientsecret: 'clientSecret',
  certificate: 'certificate',
  workloadidentity: 'workloadIdentity',
};

function credentials(secrets: TargetSecrets, tenantId: string, identity: string | undefined): GraphCredentials {
  const clientId = optional(secrets, 'ClientIdentifier');
  const named = clientId === undefined ? {} : { clientId };
  const own = clientId ?? identity; // an app that has but a user-assigned identity has no other
  const application = () =>
    required(secrets, 'ClientIdentifier', 'the client id of the application that has the permissions');
  switch (kindOf(secrets)) {
    case 'managedIdentity':
      return { kind: 'managedIdentity', ...(own !== undefined && { clientId: own }) };
    case 'workloadIdentity':
      return { kind: 'workloadIdentity', tenantId, ...named };
    case 'clientSecret': {
      const clientSecret = required(secrets, 'ClientSecret', 'a client secret of the application');
      return { kind: 'clientSecret', tenantId, clientId: application(), clientSecret };
    }
    case 'certificate': {
      const certificate = required(secrets, 'AppKey', 'the certificate of the application with its private key, PEM');
      return { kind: 'certificate', tenantId, clientId: application(), certificate };
    }
  }
}

function kindOf(secrets: TargetSecrets): GraphCredentials['kind'] {
  const stated = optional(secrets, 'AuthenticationType');
  if (stated === undefined) {
    if (optional(secrets, 'ClientSecret') !== undefined) return 'clientSecret';
    return optional(secrets, 'AppKey') === undefined ? 'managedIdentity' : 'certificate';
  }
  const kind = KINDS[stated.toLowerCase()];
  if (kind !== undefined) return kind;
  throw unusable(
    `The secret AuthenticationType must be ManagedIdentity, ClientSecret, Certificate or WorkloadIdentity, got "${stated}".`,
  );
}
