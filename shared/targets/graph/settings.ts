/** What is needed to reach a tenant through Microsoft Graph, and the check of it before anything is sent. */

import { ProvisioningError } from '../../errors';
import { withoutSlashAtEnd } from '../kit/addresses';

export type GraphCredentials =
  | { readonly kind: 'managedIdentity'; readonly clientId?: string }
  | {
      readonly kind: 'clientSecret';
      readonly tenantId: string;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | {
      readonly kind: 'certificate';
      readonly tenantId: string;
      readonly clientId: string;
      /** Certificate and private key, PEM. */
      readonly certificate: string;
    }
  | { readonly kind: 'workloadIdentity'; readonly tenantId?: string; readonly clientId?: string };

/** By users: below 50, to 500, above. It decides how much may be read (spec/wire-contract.md 7.5). */
export type TenantSize = 'small' | 'medium' | 'large';

export interface GraphTargetSettings {
  /** Address with the version, `https://graph.microsoft.com/v1.0`; `/v1.0` is added when it is missing. */
  readonly baseUrl: string;
  /** The tenant that is written into: jobs of the same one share its names. */
  readonly tenantId: string;
  readonly credentials: GraphCredentials;
  readonly tenantSize: TenantSize;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * How long a request may wait for its turn under the quota, in milliseconds. Shorter than the claim that protects a
   * create: what waits longer is given back to the queue instead of being sent late.
   */
  readonly patienceMs: number;
  /** Allows `http:` to this machine itself; everything else must be `https:`. */
  readonly allowHttpLoopback: boolean;
  /** What `DefaultDomain()` gives; absent: the tenant's own, which needs the right to read the organization. */
  readonly defaultDomain?: string;
}

export const PUBLIC_GRAPH = 'https://graph.microsoft.com/v1.0';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const DAY_MS = 86_400_000;

/** @throws {ProvisioningError} InvalidCredentials that names the setting and what it must be */
export function checkGraphSettings(settings: GraphTargetSettings): GraphTargetSettings {
  for (const name of ['timeoutMs', 'patienceMs'] as const) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 1 || value > DAY_MS) {
      throw invalid(`${name} must be a whole number of milliseconds from 1 to ${DAY_MS}, got ${value}`);
    }
  }
  for (const [name, value] of Object.entries(settings.credentials)) {
    if (value.trim() === '') throw invalid(`${name} must not be empty`);
  }
  return { ...settings, baseUrl: checkBaseUrl(settings.baseUrl, settings.allowHttpLoopback) };
}

function checkBaseUrl(value: string, allowHttpLoopback: boolean): string {
  if (!URL.canParse(value)) throw invalid(`baseUrl must be an absolute address such as ${PUBLIC_GRAPH}`);
  const url = new URL(value);
  const mayBeHttp = allowHttpLoopback && LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !(mayBeHttp && url.protocol === 'http:')) {
    throw invalid(`baseUrl must be an https address, got ${url.protocol}//${url.host}`);
  }
  if (url.username !== '' || url.password !== '') throw invalid('baseUrl must not contain a user name or password');
  const path = withoutSlashAtEnd(url.pathname);
  if (!['', '/v1.0', '/beta'].includes(path) || url.search !== '' || url.hash !== '') {
    throw invalid(`baseUrl must end with the host or its version, as in ${PUBLIC_GRAPH}`);
  }
  return `${url.origin}${path || '/v1.0'}`;
}

function invalid(fault: string): ProvisioningError {
  return new ProvisioningError('InvalidCredentials', `Microsoft Graph settings: ${fault}.`);
}
