/** The settings the functions need, as the local stack provides them. */
import type { Environment } from './host/environment';
import type { Issuer } from './issuer/issuer';
import { CONSOLE_CLIENT_ID } from './issuer/signIn/publicClients';

export interface LocalFacts {
  readonly tenantId: string;
  readonly issuer: Pick<Issuer, 'names' | 'keysUrl'>;
  readonly mailFolder: string;
  /** Base64. */
  readonly secretsKey: string;
}

/** The directory's verified domain: the seeds' people live there. */
export const LOCAL_DOMAIN = 'example.com';

/** `PUBLIC_BASE_URL` is left out: links lead back to the address by which the client came. */
export function localSettings({ tenantId, issuer, mailFolder, secretsKey }: LocalFacts): Record<string, string> {
  return {
    TENANT_ID: tenantId,
    TOKEN_ISSUERS: issuer.names.join(','),
    TOKEN_JWKS_URI: issuer.keysUrl,
    CONSOLE_CLIENT_ID,
    CONSOLE_AUTHORITY: issuer.names[0] ?? '',
    VERIFIED_DOMAINS: LOCAL_DOMAIN,
    // On a laptop somebody is watching: rounds come often, and a lone termination need not wait a minute to show.
    SUPERVISE_SCHEDULE: '*/5 * * * * *',
    DELETION_SETTLE_SECONDS: '5',
    MAIL_FOLDER: mailFolder,
    SECRETS_KEY: secretsKey,
    MUSTER_LOCAL: '1',
  };
}

/** Adds what is not set yet to `environment`: what the user has set goes first. */
export function addMissing(environment: NodeJS.ProcessEnv, settings: Environment): void {
  for (const [name, value] of Object.entries(settings)) environment[name] ||= value;
}
