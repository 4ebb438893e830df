/** As whom: a token or a client of the environment, a profile's, who signed in, `npm start`'s own client, or Azure (spec/hands.md 1.3). */
import { readFile } from 'node:fs/promises';
import { EXIT, Failure, usage } from '../../exit';
import type { World } from '../../world';
import { discover } from '../discovery';
import type { Http } from '../http';
import type { LocalService } from '../localService';
import type { Profile } from '../profiles';
import type { Credentials } from '../tokens';
import { readSession } from './sessions';

/** What `graph.microsoft.com` calls itself: the audience of every service that says nothing else. */
const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';

export interface SignIn {
  readonly credentials: Credentials;
  readonly signedInBy: string;
}

export async function credentialsOf(
  profile: Profile | undefined,
  local: LocalService | undefined,
  anonymous: Http,
  ports: Pick<World, 'env' | 'home' | 'platform'>,
): Promise<SignIn> {
  const { env } = ports;
  const token = env.MUSTER_TOKEN || env.TOKEN;
  if (token) {
    return { credentials: { kind: 'token', token }, signedInBy: env.MUSTER_TOKEN ? 'MUSTER_TOKEN' : 'TOKEN' };
  }
  const client = await clientOf(profile, env);
  if (client !== undefined) {
    const { authority, scope, audience } = await discover(anonymous, { anonymous: true });
    const tokenEndpoint =
      env.MUSTER_TOKEN_ENDPOINT || profile?.tokenEndpoint || local?.tokenEndpoint || endpointOf(authority, profile);
    if (tokenEndpoint === undefined) throw noEndpoint();
    const asked = profile?.audience === undefined ? (scope ?? scopeOf(audience)) : scopeOf(profile.audience);
    return {
      credentials: { kind: 'client', ...client, tokenEndpoint, scope: defaultScope(asked) },
      signedInBy: `client ${client.clientId}`,
    };
  }
  if ((await readSession(anonymous.baseUrl, ports)) !== undefined) {
    return { credentials: { kind: 'session', baseUrl: anonymous.baseUrl }, signedInBy: 'who signed in (muster login)' };
  }
  if (local !== undefined) {
    const { tokenEndpoint, clientId, clientSecret } = local;
    return {
      credentials: { kind: 'client', tokenEndpoint, clientId, clientSecret, scope: GRAPH_SCOPE },
      signedInBy: `the client of ${local.folder}`,
    };
  }
  const { authority, audience } = await discover(anonymous, { anonymous: true });
  const wanted = profile?.audience ?? audience;
  if (wanted === undefined) {
    throw new Failure(EXIT.notAllowed, 'Nobody is signed in.', {
      code: 'NotSignedIn',
      place: anonymous.baseUrl,
      advice: 'Sign in with muster login, or set MUSTER_TOKEN, or MUSTER_CLIENT_ID and MUSTER_CLIENT_SECRET.',
    });
  }
  return {
    credentials: { kind: 'azure', scope: `${wanted}/.default`, authority },
    signedInBy: 'whoever is signed in to Azure on this computer',
  };
}

async function clientOf(profile: Profile | undefined, env: World['env']) {
  const clientId = env.MUSTER_CLIENT_ID ?? profile?.clientId;
  if (env.MUSTER_CLIENT_SECRET && clientId) return { clientId, clientSecret: env.MUSTER_CLIENT_SECRET };
  if (profile?.auth !== 'secretFile' || clientId === undefined || profile.secretFile === undefined) return undefined;
  try {
    return { clientId, clientSecret: (await readFile(profile.secretFile, 'utf8')).trim() };
  } catch (error) {
    throw usage("The profile's secret file cannot be read.", { place: profile.secretFile, cause: error });
  }
}

const scopeOf = (audience: string | undefined) => (audience === undefined ? undefined : `${audience}/.default`);

/** A client's own scope is all of one audience, never a scope of people. */
function defaultScope(scope: string | undefined): string {
  if (scope === undefined) return GRAPH_SCOPE;
  return scope.endsWith('/.default') ? scope : `${scope.replace(/\/[^/]*$/, '')}/.default`;
}

function endpointOf(authority: string | undefined, profile: Profile | undefined): string | undefined {
  if (authority !== undefined) return `${authority.replace(/\/(?:v2\.0)?\/*$/, '')}/oauth2/v2.0/token`;
  return profile?.tenant && `https://login.microsoftonline.com/${profile.tenant}/oauth2/v2.0/token`;
}

const noEndpoint = () =>
  usage('Whom to ask for a token is not known.', {
    code: 'NoTokenEndpoint',
    advice: 'Set MUSTER_TOKEN_ENDPOINT, or the tenant of the profile.',
  });
