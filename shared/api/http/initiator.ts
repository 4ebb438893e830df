/** Who asks, as records keep it, and as it is told. */
import type { Initiator } from '../../store/jobs/audit';
import type { Call } from './endpoint';

export function initiator({ caller }: Call): Initiator {
  const { kind, appId, objectId, displayName = null, userPrincipalName = null } = caller;
  return kind === 'person' ? { user: { id: objectId, displayName, userPrincipalName } } : { appId, objectId };
}

/** As Graph's audit log names who did it: `service`, `app` or `user`. */
export function toInitiator(by: Initiator): object {
  if (by === 'Muster') return { service: by };
  return 'user' in by ? by : { app: by };
}

/** In a sentence. */
export function nameOf(by: Initiator): string {
  if (by === 'Muster') return by;
  if ('user' in by) return by.user.displayName ?? by.user.userPrincipalName ?? `The user ${by.user.id}`;
  return `The application ${by.appId}`;
}
