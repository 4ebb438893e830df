/** Who asks, as audit records name it. */
import type { Initiator } from '../../store/jobs/audit';
import type { Call } from './endpoint';

export function initiator({ caller: { appId, objectId } }: Call): Initiator {
  return { appId, objectId };
}
