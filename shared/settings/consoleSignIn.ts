/**
 * What the console must know to sign people in. It is read by itself: the console's page is served, and says what is wrong,
 * also where the other settings allow no work.
 */
import { type Environment, readValues, textOf } from './setting';
import { CALLERS } from './table';
import { GRAPH_AUDIENCES } from './trust';

/** How the browser signs in: authorization code with PKCE, as a public client. */
export interface ConsoleSignIn {
  /** `development`: at the issuer of `npm start`, whose page asks for the code that it printed. */
  readonly kind: 'entra' | 'development';
  /** The issuer, without a slash at its end. */
  readonly authority: string;
  readonly clientId: string;
  /** The scope of the console with its resource in front. */
  readonly scope: string;
}

/** Either how to sign in, or a sentence that says what to set. */
export type ConsoleSignInState =
  | { readonly signIn: ConsoleSignIn; readonly notConfigured: null }
  | { readonly signIn: null; readonly notConfigured: string };

export function readConsoleSignIn(environment: Environment): ConsoleSignInState {
  const faults: string[] = [];
  const set = readValues(CALLERS, environment, (fault) => void faults.push(fault));
  const clientId = set.CONSOLE_CLIENT_ID;
  if (clientId === undefined) faults.push('CONSOLE_CLIENT_ID is missing: the client id people sign in with.');
  if (clientId === undefined || faults.length > 0) return { signIn: null, notConfigured: faults.join(' ') };
  return {
    signIn: {
      kind: textOf(environment, 'MUSTER_LOCAL') === undefined ? 'entra' : 'development',
      authority: (set.CONSOLE_AUTHORITY ?? `https://login.microsoftonline.com/${set.TENANT_ID}/v2.0`).replace(
        /\/+$/,
        '',
      ),
      clientId,
      scope: consoleScope(set.CONSOLE_SCOPE, set.TOKEN_AUDIENCES ?? GRAPH_AUDIENCES),
    },
    notConfigured: null,
  };
}

/** As it is asked for: the resource in front, which is the first audience where the setting names none. */
export function consoleScope(scope: string | undefined, [audience]: readonly string[]): string {
  if (scope?.includes('/')) return scope;
  return `${audience}/${scope ?? 'console'}`;
}

/** As tokens name it: without the resource. */
export const nameOfScope = (scope: string): string => scope.replace(/^.*\//, '');
