/** Client assertions: a token that a client signs with the key of its certificate instead of sending a secret (RFC 7523, 2.2). */
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { type ClientCertificates, thumbprint } from './certificates';
import { type ClientPorts, findClient, type TokenClient } from './clients';
import { isTokenUrl } from './endpoints';
import { FAULTS, OAuthError } from './oauthError';

/** Clocks differ, and Microsoft's web client writes an `nbf` a second later than its `iat` (spec/wire-contract.md 1.3). */
const CLOCK_TOLERANCE_SECONDS = 300;

export interface AssertionPorts extends ClientPorts {
  readonly certificates: ClientCertificates;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** @throws {OAuthError} for whatever is wrong with the assertion */
export async function authenticateAssertion(
  assertion: string,
  clientId: string | undefined,
  ports: AssertionPorts,
): Promise<TokenClient> {
  const { certificates, now } = ports;
  const { claims, header } = decode(assertion);
  const client = await findClient(ports, clientId ?? claims.sub ?? '');
  const certificate = certificates
    .of(client.clientId)
    .find((one) => header.x5t === thumbprint(one, 'sha1') || header['x5t#S256'] === thumbprint(one, 'sha256'));
  if (certificate === undefined) {
    throw invalid(
      'The key was not found among the certificates of the application. Register it: --client-certificate.',
    );
  }
  try {
    const { payload } = await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['RS256', 'PS256'],
      issuer: client.clientId,
      subject: client.clientId,
      requiredClaims: ['exp', 'aud'],
      currentDate: new Date(now()),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    const audiences = [payload.aud ?? []].flat();
    if (audiences.some(isTokenUrl)) return client;
    throw invalid(`The audience must be the token endpoint, got '${audiences.join(', ')}'.`);
  } catch (error) {
    if (error instanceof errors.JOSEError) throw invalid(`${error.message}.`);
    throw error;
  }
}

function decode(assertion: string) {
  try {
    const header = decodeProtectedHeader(assertion) as { readonly x5t?: string; readonly 'x5t#S256'?: string };
    return { claims: decodeJwt(assertion), header };
  } catch {
    throw invalid('It is no signed token.');
  }
}

const invalid = (what: string) => new OAuthError(FAULTS.invalidAssertion, `The client assertion is not valid. ${what}`);
