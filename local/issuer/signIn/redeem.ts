/** The token endpoint for people: a code or a refresh token becomes tokens (RFC 6749 4.1.3 and 6, RFC 7636 4.6). */
import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { LIFETIME_SECONDS } from '../claims';
import { isSame } from '../clients';
import { FAULTS, OAuthError } from '../oauthError';
import { type CodeBinding, type Family, type Grant, type Grants, REFRESH_SECONDS } from './grants';
import { idClaims, type PersonIssuance, personClaims } from './personClaims';
import { parseScopes, type Scopes } from './scopes';

export interface RedeemPorts extends Omit<PersonIssuance, 'grant' | 'issuedAt' | 'tokenId'> {
  readonly grants: Grants;
  /** Milliseconds since the epoch. */
  now(): number;
  newId(): string;
  sign(claims: JWTPayload): Promise<string>;
}

/** The grants that are about a person. */
export const PEOPLES_GRANTS: readonly string[] = ['authorization_code', 'refresh_token'];

/** @throws {OAuthError} for whatever is missing, wrong, used or too old */
export async function redeem(form: URLSearchParams, ports: RedeemPorts): Promise<object> {
  const clientId = required(form, 'client_id');
  const family =
    form.get('grant_type') === 'refresh_token'
      ? takeRefreshToken(form, clientId, ports.grants)
      : takeCode(form, clientId, ports.grants);
  const scopes = narrowed(family.grant.scopes, form.get('scope') ?? '');
  return tokens({ ...family.grant, scopes }, family, form.get('client_info') === '1', ports);
}

function takeCode(form: URLSearchParams, clientId: string, grants: Grants): Family {
  const { grant, binding, family } = grants.takeCode(required(form, 'code'));
  requireClient(grant, clientId);
  if (required(form, 'redirect_uri') !== binding.redirectUri) {
    throw new OAuthError(FAULTS.otherRedirect, 'The redirect_uri is not the one that the code was asked for with.');
  }
  requireVerifier(required(form, 'code_verifier'), binding);
  return family;
}

function takeRefreshToken(form: URLSearchParams, clientId: string, grants: Grants): Family {
  const family = grants.takeRefreshToken(required(form, 'refresh_token'));
  requireClient(family.grant, clientId);
  return family;
}

function requireClient(grant: Grant, clientId: string): void {
  if (grant.clientId.toLowerCase() === clientId.toLowerCase()) return;
  throw new OAuthError(FAULTS.otherClient, `The grant was issued to another client than '${clientId}'.`);
}

function requireVerifier(verifier: string, { challenge }: CodeBinding): void {
  if (isSame(createHash('sha256').update(verifier).digest('base64url'), challenge)) return;
  throw new OAuthError(FAULTS.wrongVerifier, 'The code_verifier does not match the code_challenge.');
}

/** Less may be asked for than was granted. Which of OpenID Connect's are wanted is settled by the grant. */
function narrowed(granted: Scopes, text: string): Scopes {
  const { permissions } = parseScopes(text);
  if (permissions.length === 0) return granted;
  const more = permissions.filter((one) => !granted.permissions.includes(one));
  if (more.length > 0) throw new OAuthError(FAULTS.invalidScope, `The scope ${more.join(' ')} was not granted.`);
  return { ...granted, permissions };
}

async function tokens(grant: Grant, family: Family, wantsClientInfo: boolean, ports: RedeemPorts): Promise<object> {
  const { issuer, tenantId, now, newId, sign, grants } = ports;
  const issuedAt = Math.floor(now() / 1_000);
  const issuance = () => ({ issuer, tenantId, grant, issuedAt, tokenId: newId() });
  const { objectId } = grant.person;
  return {
    token_type: 'Bearer',
    scope: grant.scopes.asked.join(' '),
    expires_in: LIFETIME_SECONDS,
    ext_expires_in: LIFETIME_SECONDS,
    access_token: await sign(personClaims(issuance())),
    ...(grant.scopes.offline && {
      refresh_token: grants.addRefreshToken(family),
      refresh_token_expires_in: Math.max(0, Math.min(REFRESH_SECONDS, Math.floor((family.endsAt - now()) / 1_000))),
    }),
    ...(grant.scopes.openid && { id_token: await sign(idClaims(issuance())) }),
    ...(wantsClientInfo && { client_info: base64url({ uid: objectId, utid: tenantId }) }), // MSAL makes its account of it
  };
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)?.trim();
  if (value) return value;
  throw new OAuthError(FAULTS.missingParameter, `The request body must contain the following parameter: '${name}'.`);
}
