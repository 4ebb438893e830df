/** What a client asks for on behalf of a person. Nothing has to be consented to: the person's role is what limits here. */
import { FAULTS, OAuthError } from '../oauthError';
import { GRAPH_RESOURCES } from '../tokenRequest';

export interface Scopes {
  /** As they were asked for, each once. */
  readonly asked: readonly string[];
  /** Names of permissions as tokens have them in `scp`: without the resource in front. */
  readonly permissions: readonly string[];
  /** An id token is wanted. */
  readonly openid: boolean;
  /** A refresh token is wanted. */
  readonly offline: boolean;
}

/** Of OpenID Connect; they are no permissions of a resource. */
export const OPENID_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];
/** What `.default` stands for: all that was consented to. In Entra that is this one, by pre-authorization. */
const CONSENTED = 'console';

/** @throws {OAuthError} for a scope of another resource */
export function parseScopes(text: string): Scopes {
  const asked = [...new Set(text.split(/\s+/).filter((word) => word !== ''))];
  const permissions = asked.filter((word) => !OPENID_SCOPES.includes(word)).map(permissionOf);
  return {
    asked,
    permissions: [...new Set(permissions)],
    openid: asked.includes('openid'),
    offline: asked.includes('offline_access'),
  };
}

/** `<resource>/<name>`, or the name alone, which is one of Graph's. */
function permissionOf(word: string): string {
  const [, resource, name = ''] = /^(?:(.+?)\/+)?([\w.-]+)$/.exec(word) ?? [];
  const isKnown = resource === undefined || GRAPH_RESOURCES.includes(resource.toLowerCase());
  if (name === '' || !isKnown) {
    const example = `${GRAPH_RESOURCES[0]}/console`;
    throw new OAuthError(FAULTS.invalidScope, `The scope ${word} is not valid. Ask for a scope such as ${example}.`);
  }
  return name === '.default' ? CONSENTED : name;
}
