/**
 * A queue as Muster uses one. Implemented for Azure (and Azurite) in `azureQueue.ts` and as an in-memory twin in
 * `memoryQueue.ts`, both under one contract suite.
 */

/** The service's limit for the text of one message, in bytes of UTF-8. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

export interface QueueMessage {
  readonly id: string;
  readonly text: string;
  /** How many times it was received, this time included. */
  readonly dequeueCount: number;
  /** When the service took it, milliseconds since the epoch. */
  readonly insertedAt: number;
  /** Proof of holding the message; changes with each `extend` and each delivery. */
  readonly popReceipt: string;
}

export interface SendOptions {
  /** Seconds before the message can be received, 0 to 604,800. */
  readonly delaySeconds?: number;
}

export interface Queue {
  /** Creates the queue when it is missing. */
  ensure(): Promise<void>;
  /** @throws {StoreLimitExceeded} when the text is larger than 64 KiB */
  send(text: string, options?: SendOptions): Promise<void>;
  /** Up to `max` messages (1 to 32), hidden from others for `visibilitySeconds`. */
  receive(max: number, visibilitySeconds: number): Promise<readonly QueueMessage[]>;
  /** Keeps the message hidden for `visibilitySeconds` from now. @returns the message with its new pop receipt @throws {StoreConflict} when it is held by somebody else or gone */
  extend(message: QueueMessage, visibilitySeconds: number): Promise<QueueMessage>;
  /** Deletes a message that is held. @throws {StoreConflict} when it is held by somebody else; a message already gone is fine */
  remove(message: QueueMessage): Promise<void>;
  /** Whether a message could be received now. */
  hasVisible(): Promise<boolean>;
  /** About how many messages wait, hidden ones included. */
  approximateCount(): Promise<number>;
}
