/** Who asks, as audit records name it. */
import type { Initiator } from '../../store/jobs/audit';
import type { Call } from './endpoint';

export function initiator({ caller }: Call): Initiator {
  const { kind, appId, objectId, displayName = null, userPrincipalName = null } = caller;
  return kind === 'person' ? { user: { id: objectId, displayName, userPrincipalName } } : { appId, objectId };
}
