/** Who signs in at an issuer under test. */
import { localPeople } from '../../../local/issuer/signIn/people';
import { consoleClient, nativeClient } from '../../../local/issuer/signIn/publicClients';
import type { SignInOptions } from '../../../local/issuer/signIn/signIn';

export const SIGN_IN_CODE = '04811977';
export const NATIVE_CLIENT_ID = '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d003';

export function signInOptions(baseUrl: string, tenantId: string): SignInOptions {
  return {
    people: localPeople(tenantId, 'example.com'),
    clients: [consoleClient(baseUrl), nativeClient(NATIVE_CLIENT_ID, 'a program')],
    code: SIGN_IN_CODE,
    hosts: [new URL(baseUrl).host],
  };
}
