/** Access tokens from Microsoft Entra: by managed identity, client secret, certificate, workload identity. */
import { isNativeError } from 'node:util/types';
import type { TokenCredential } from '@azure/identity';
import { ProvisioningError } from '../../errors';
import { redact } from '../kit/redact';
import type { GraphCredentials } from './settings';

export interface TokenSource {
  /** A token that is valid now. @throws {ProvisioningError} InvalidCredentials, EndpointUnavailable */
  token(): Promise<string>;
  /** The service refused the token. True when the next one may fare better, so that the request is worth repeating. */
  refused(token: string): boolean;
}

/** Where each national cloud signs in (by Graph's host); the public cloud for every other address. */
const AUTHORITIES: Readonly<Record<string, string>> = {
  'graph.microsoft.us': 'https://login.microsoftonline.us',
  'dod-graph.microsoft.us': 'https://login.microsoftonline.us',
  'microsoftgraph.chinacloudapi.cn': 'https://login.chinacloudapi.cn',
};
const PUBLIC_AUTHORITY = 'https://login.microsoftonline.com';

/** The libraries' words for an authority that could not be reached, as opposed to one that said no. */
const UNREACHABLE = /endpoints_resolution_error|network_error|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT/;

/** @param resource the address of what the token is for: its origin is the audience, its host tells the national cloud */
export function createTokenSource(credentials: GraphCredentials, resource: string): TokenSource {
  const { origin, host } = new URL(resource);
  let credential: Promise<TokenCredential> | undefined;
  let last: string | undefined;
  return {
    async token() {
      credential ??= openCredential(credentials, AUTHORITIES[host] ?? PUBLIC_AUTHORITY);
      try {
        const opened = await credential; // it keeps tokens itself, until shortly before they expire
        const given = await opened.getToken(`${origin}/.default`);
        if (given === null) throw new Error('no token was issued');
        last = given.token;
        return given.token;
      } catch (error) {
        throw noToken(error, credentials);
      }
    },
    refused(token) {
      if (token === last) credential = undefined; // opened anew, it has no token to go on with
      return true;
    },
  };
}

/** Loaded at first use: most deployments never speak to Graph, and their cold start should not pay for it. */
async function openCredential(credentials: GraphCredentials, authorityHost: string): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  switch (credentials.kind) {
    case 'managedIdentity':
      return credentials.clientId === undefined
        ? new identity.ManagedIdentityCredential()
        : new identity.ManagedIdentityCredential({ clientId: credentials.clientId });
    case 'clientSecret': {
      const { tenantId, clientId, clientSecret } = credentials;
      return new identity.ClientSecretCredential(tenantId, clientId, clientSecret, { authorityHost });
    }
    case 'certificate': {
      const { tenantId, clientId, certificate } = credentials;
      return new identity.ClientCertificateCredential(tenantId, clientId, { certificate }, { authorityHost });
    }
    case 'workloadIdentity': {
      const { kind: _, ...names } = credentials;
      return new identity.WorkloadIdentityCredential({ ...names, authorityHost });
    }
  }
}

function noToken(error: unknown, credentials: GraphCredentials): ProvisioningError {
  const words = isNativeError(error) ? error.message : String(error);
  const secrets = [
    ...(credentials.kind === 'clientSecret' ? [credentials.clientSecret] : []),
    ...(credentials.kind === 'certificate' ? [credentials.certificate] : []),
  ];
  const options = { details: redact(words, secrets), cause: error };
  return UNREACHABLE.test(words) || isOutage(error)
    ? new ProvisioningError('EndpointUnavailable', 'Microsoft Entra could not be reached for an access token.', options)
    : new ProvisioningError(
        'InvalidCredentials',
        'Microsoft Entra gives no access token for these credentials.',
        options,
      );
}

/** An `AuthenticationError` carries the status of the token endpoint. */
function isOutage(error: unknown): boolean {
  const status = isNativeError(error) && 'statusCode' in error ? Number(error.statusCode) : 0;
  return status === 429 || status >= 500;
}
