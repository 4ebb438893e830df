/** Whom tokens must be meant for. What is refused here would leave a deployment that nobody can get into. */

/** Entra's GUID for Microsoft Graph and its URL: on a laptop, tokens for either are meant for us (spec/wire-contract.md 1.3). */
export const GRAPH_AUDIENCES = ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com'];

/**
 * @param audiences as given; `undefined`: none
 * @returns why a deployment could not be asked by anybody; `undefined`: it can
 */
export function audienceFault(audiences: readonly string[] | undefined): string | undefined {
  if (audiences === undefined) {
    return 'TOKEN_AUDIENCES is missing: whom tokens must be meant for, the client id of the application that was registered for Muster and its api:// address.';
  }
  if (!audiences.some(isGraph)) return undefined;
  return 'TOKEN_AUDIENCES must not name Microsoft Graph: tokens for Microsoft Graph cannot be verified by anybody else (they carry a nonce). Register an application.';
}

function isGraph(audience: string): boolean {
  return GRAPH_AUDIENCES.includes(audience.toLowerCase().replace(/\/+$/, ''));
}
