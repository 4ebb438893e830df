/** A queue message as `@azure/functions` gets it from its host. The library reads JSON text into an object by itself. */

import type { QueueMessage } from '../../../shared/store/contract/queue';
import type { InvocationRequest } from '../core/contract';

/** Messages never expire (`shared/store/azure/azureQueue.ts`); this is how the service says so. */
const NEVER = '9999-12-31T23:59:59.999Z';

/** @param visibleAt when the message would come back by itself, milliseconds since the epoch */
export function toInvocationRequest(bindingName: string, message: QueueMessage, visibleAt: number): InvocationRequest {
  return {
    inputData: [{ name: bindingName, data: { string: message.text } }],
    triggerMetadata: {
      QueueTrigger: { string: message.text },
      Id: { string: message.id },
      DequeueCount: { int: message.dequeueCount },
      PopReceipt: { string: message.popReceipt },
      InsertionTime: instant(message.insertedAt),
      NextVisibleTime: instant(visibleAt),
      ExpirationTime: { json: JSON.stringify(NEVER) },
    },
  };
}

function instant(milliseconds: number) {
  return { json: JSON.stringify(new Date(milliseconds)) };
}
