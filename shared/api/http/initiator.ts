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
