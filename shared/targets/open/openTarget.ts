/**
 * Which target a job provisions into, by its template and the secrets of its service principal:
 *
 * | template   | target                                                                            |
 * |------------|-----------------------------------------------------------------------------------|
 * | `API2AAD`  | Microsoft Graph when the setting `TARGET` or the secrets say so, else the embedded directory |
 * | `API2AD`   | Active Directory over LDAP                                                        |
 * | `API2SCIM` | a SCIM 2.0 service                                                                |
 */
import { ProvisioningError } from '../../errors';
import type { Clock, Logger, RandomSource } from '../../ports';
import { createGraphTarget } from '../graph/graphTarget';
import { graphSettings, meansGraph } from '../graph/secrets';
import type { TenantSize } from '../graph/settings';
import { createGraphTraffic, type GraphTraffic } from '../graph/traffic';
import type { Egress } from '../kit/egress';
import { createExchange, type Exchange } from '../kit/http';
import { type TargetSecrets, unusable } from '../kit/secretsReader';
import { createLdapTarget } from '../ldap/ldapTarget';
import { ldapSettings } from '../ldap/secrets';
import { scimSettings } from '../scim/secrets';
import { createScimTarget } from '../scim/target';
import type { IntendedUse, Target } from '../target';
import { gathered } from './gathered';
import { vaultPorts, withKeyVault } from './keyVault';
import { limitConcurrency } from './limited';

/** What matters of a job. */
export interface JobToOpen {
  readonly id: string;
  readonly templateId: string;
}

export interface OpenTargetPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Which addresses may be called, and requests to those that may. */
  readonly egress: Egress;
  readonly exchange: Exchange;
  /** To key vaults, which may stand where the target may not; absent: the same. */
  readonly vaults?: Exchange;
  /** The embedded directory, shared by the jobs that use it. */
  readonly embedded: Target;
  /** The process's way out to Graph, shared by the jobs that use it. */
  readonly traffic: GraphTraffic;
  readonly options: TargetOptions;
}

/** What the deployment's settings say of targets. */
export interface TargetOptions {
  /** Where people of `API2AAD` jobs go whose secrets do not say. */
  readonly target: 'directory' | 'graph';
  readonly tenantId: string;
  readonly tenantSize: TenantSize;
  /** What `DefaultDomain()` gives where the target has none to tell. */
  readonly defaultDomain: string;
  /** Calls under way at once to a target that does not pace itself. */
  readonly concurrency: number;
  /** How long a claim on a create stands: a create must be over before. */
  readonly claimMs: number;
  /** Allows targets at `http:` addresses of this machine. */
  readonly allowHttpLoopback: boolean;
  /** Of the app's user-assigned identity; `undefined`: the one that comes with the app. */
  readonly identityClientId?: string | undefined;
  /** Key vaults that secrets may be read from, by host; `undefined`: any. */
  readonly keyVaultHosts: readonly string[] | undefined;
}

const LONGEST_CALL_MS = 30_000;

/** Enough to keep a domain controller busy, too little to crowd out its other clients. */
const MOST_AT_ONE_DOMAIN = 8;

/** @throws {ProvisioningError} InvalidCredentials when the secrets do not suffice; nothing is connected before the first call */
export async function openTarget(job: JobToOpen, saved: TargetSecrets, ports: OpenTargetPorts): Promise<Target> {
  const { clock, random, egress, exchange, embedded, traffic, options } = ports;
  const { allowHttpLoopback, claimMs, concurrency, defaultDomain, identityClientId, tenantId, tenantSize } = options;
  const timeoutMs = Math.min(LONGEST_CALL_MS, Math.floor(claimMs / 3));
  const turnMs = Math.floor(claimMs / 3); // for its turn, and as much again while the service throttles or answers
  const secrets = await withKeyVault(saved, vaultPorts(ports.vaults ?? exchange, options, timeoutMs));
  switch (job.templateId) {
    case 'API2AD': {
      const settings = ldapSettings(secrets, timeoutMs);
      const patience = { clock, ms: turnMs }; // for its turn, and as much again until a controller is reached
      const target = opened(() => createLdapTarget(settings, { random, egress, patience }));
      return gathered(limitConcurrency(target, MOST_AT_ONE_DOMAIN, patience), clock);
    }
    case 'API2SCIM': {
      const settings = scimSettings(secrets, { timeoutMs, patienceMs: turnMs, allowHttpLoopback, defaultDomain });
      const { caPem } = settings; // a private authority is believed by this job alone
      const ways = caPem === undefined ? exchange : createExchange({ egress, caPem });
      const target = opened(() => createScimTarget(settings, { clock, random, exchange: ways }));
      return gathered(limitConcurrency(target, concurrency, { clock, ms: turnMs }), clock);
    }
    default: {
      if (options.target !== 'graph' && !meansGraph(secrets)) return embedded;
      const patienceMs = Math.floor(claimMs / 2); // with the call itself, a create is over before its claim is
      const defaults = { tenantId, tenantSize, timeoutMs, patienceMs, allowHttpLoopback };
      const settings = graphSettings(secrets, { ...defaults, identityClientId });
      const target = opened(() => createGraphTarget(settings, { clock, random, traffic, job: job.id }));
      return gathered(withStandInDomain(target, ports), clock);
    }
  }
}

/**
 * Whether the target takes these credentials, and finds people by what they are matched by.
 *
 * @throws {ProvisioningError} with what it says
 */
export async function testTarget(
  templateId: string,
  secrets: TargetSecrets,
  use: IntendedUse,
  ports: OpenTargetPorts,
): Promise<void> {
  const traffic = createGraphTraffic(ports); // nothing is remembered of credentials that are only tried
  const target = await openTarget({ id: 'credentials', templateId }, secrets, { ...ports, traffic });
  try {
    await target.testConnection(use.matchAttribute, use.written);
  } finally {
    if (target !== ports.embedded) await target.close();
  }
}

/** Faults of settings are told by the keys that an administrator saved. */
const KEYS: Readonly<Record<string, string>> = {
  baseUrl: 'BaseAddress',
  tokenUrl: 'Oauth2TokenExchangeUri',
  token: 'SecretToken',
  key: 'SecretToken',
  header: 'AuthenticationType',
  clientId: 'ClientIdentifier',
  clientSecret: 'ClientSecret',
  caPem: 'AppKey',
  urls: 'Server',
  bindDn: 'UserName',
  password: 'Password',
  defaultContainer: 'SyncAgentADContainer',
};

function opened(open: () => Target): Target {
  try {
    return open();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw unusable(
      message.replace(/\b([a-z]\w*)(\[\d+\])?(?= must )/gi, (named, setting) => KEYS[setting] ?? named),
      error,
    );
  }
}

/** Reading the tenant's domains takes a permission of its own, which a job without `DefaultDomain()` need not have. */
function withStandInDomain(target: Target, { logger, options: { defaultDomain } }: OpenTargetPorts): Target {
  let isRefused = false;
  return {
    ...target,
    async defaultDomain() {
      if (isRefused) return defaultDomain;
      try {
        return await target.defaultDomain();
      } catch (error) {
        if (!(error instanceof ProvisioningError) || error.code !== 'InsufficientRights') throw error;
        isRefused = true; // until the target is opened again
        logger.warn('The tenant does not let its domains be read; the first verified domain stands in', {
          defaultDomain,
        });
        return defaultDomain;
      }
    },
  };
}
