/**
 * Access tokens by client credentials, one at a time for everybody who sends (RFC 6749, 4.4).
 *
 * A service may forget a token while many requests are under way with it. The first that is refused has a new one fetched;
 * those that are refused after it find it there already, and are sent again with it.
 */
import { ProvisioningError } from '../../../errors';
import type { ScimCredentials } from '../settings';
import type { Authorization, AuthorizationPorts } from './contract';
import { createTokenEndpoint, type IssuedToken } from './tokenEndpoint';

/** A token is replaced this long before it expires, so that it does not expire under way… */
const SAFETY_MS = 60_000;
/** … but one that does not last much longer than that is used for most of its time. */
const SAFETY_SHARE = 0.2;

export function createAccessTokens(
  credentials: Extract<ScimCredentials, { kind: 'clientCredentials' }>,
  timeoutMs: number,
  ports: AuthorizationPorts,
): Authorization {
  const { clock } = ports;
  const endpoint = createTokenEndpoint(credentials, timeoutMs, ports);
  let current: IssuedToken | undefined;
  let fetching: Promise<IssuedToken> | undefined;

  function fetch(): Promise<IssuedToken> {
    const started = endpoint.fetch().finally(() => {
      if (fetching === started) fetching = undefined;
    });
    fetching = started;
    return started;
  }

  async function renewed(before: IssuedToken | undefined): Promise<IssuedToken> {
    try {
      current = await (fetching ?? fetch());
      return current;
    } catch (error) {
      // The one at hand is good for as long as it lasts; the endpoint may have a bad moment.
      const isMomentary = error instanceof ProvisioningError && error.category === 'transient';
      if (isMomentary && before !== undefined && clock.now() < before.expiresAt) return before;
      throw error;
    }
  }

  return {
    async header() {
      const known = current;
      const token = known !== undefined && clock.now() < staleAt(known) ? known : await renewed(known);
      return { name: 'authorization', value: headerValue(token) };
    },
    refused({ value }) {
      if (current !== undefined && headerValue(current) === value) current = undefined;
      return true;
    },
    secrets: () => [...endpoint.secrets, ...(current === undefined ? [] : [current.value])],
  };
}

function staleAt({ issuedAt, expiresAt }: IssuedToken): number {
  return expiresAt - Math.min(SAFETY_MS, (expiresAt - issuedAt) * SAFETY_SHARE);
}

const headerValue = ({ value }: IssuedToken) => `Bearer ${value}`;
