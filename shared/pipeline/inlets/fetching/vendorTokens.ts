/** Access tokens of HR systems that give them for a client's id and secret: asked for once, and again before they end. */
import { readToken } from '../../../inlets/fetching/answer';
import { tokenRequest } from '../../../inlets/fetching/recipe';
import { judgeStatus } from '../../../inlets/fetching/status';
import type { Clock } from '../../../ports';
import type { InletPlace } from '../../../store/inlets/inletRows';
import type { AskVendor, VendorTokens } from '../../inletPorts';

/** Replaced so long before it ends, so that it does not end under way. */
const SAFETY_MS = 60_000;

export function createVendorTokens(ports: { readonly askVendor: AskVendor; readonly clock: Clock }): VendorTokens {
  const { askVendor, clock } = ports;
  const known = new Map<string, { readonly token: string; readonly until: number; readonly secret: string }>();
  const idOf = ({ jobId, inlet }: InletPlace) => `${jobId} ${inlet}`;
  return {
    async get(place, auth, settings, secret) {
      const kept = known.get(idOf(place));
      if (kept !== undefined && kept.secret === secret && clock.now() < kept.until)
        return { kind: 'token', token: kept.token };
      const askedAt = clock.now();
      const { status, headers, text } = await askVendor(tokenRequest(auth, settings, secret));
      // A client that is not known is refused with 400 or 401 (RFC 6749, 5.2).
      if (status === 400) return { kind: 'credentials', message: 'The token endpoint refuses the client (400).' };
      const refused = judgeStatus(status, headers, askedAt);
      if (refused !== undefined) return refused;
      const issued = readToken(text);
      if (issued === undefined) return { kind: 'failed', message: 'The token endpoint answered without a token.' };
      const lifeMs = issued.expiresInSeconds * 1_000;
      const until = askedAt + Math.max(lifeMs / 2, lifeMs - SAFETY_MS);
      known.set(idOf(place), { token: issued.token, until, secret });
      return { kind: 'token', token: issued.token };
    },
    forget: (place) => void known.delete(idOf(place)),
  };
}
