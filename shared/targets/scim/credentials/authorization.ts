/** What authorizes each request: a fixed header, or a token fetched with client credentials (`accessTokens.ts`). */
import type { CheckedScimSettings } from '../settings';
import { createAccessTokens } from './accessTokens';
import type { Authorization, AuthorizationHeader, AuthorizationPorts } from './contract';

export function createAuthorization(settings: CheckedScimSettings, ports: AuthorizationPorts): Authorization {
  const { credentials } = settings;
  switch (credentials.kind) {
    case 'bearer':
      return fixed({ name: 'authorization', value: `Bearer ${credentials.token}` }, [credentials.token]);
    case 'key':
      return fixed({ name: credentials.header.toLowerCase(), value: credentials.key }, [credentials.key]);
    case 'basic': {
      const encoded = Buffer.from(`${credentials.userName}:${credentials.password}`, 'utf8').toString('base64');
      return fixed({ name: 'authorization', value: `Basic ${encoded}` }, [encoded, credentials.password]);
    }
    case 'clientCredentials':
      return createAccessTokens(credentials, settings.timeoutMs, ports);
  }
}

function fixed(header: AuthorizationHeader, secrets: readonly string[]): Authorization {
  return { header: async () => header, refused: () => false, secrets: () => secrets };
}
