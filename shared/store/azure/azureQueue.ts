/**
 * `Queue` over Azure Queue Storage and its emulator. Messages never expire: the service's default of seven days would
 * lose what a paused job has waiting.
 *
 * The SDK repeats a request whose answer was lost: a text may then be sent twice, messages may be received without
 * anybody knowing and come back when their time is up, and an extension may report a conflict because the first one
 * changed the pop receipt. A message whose extension failed is treated like any that was lost to another worker.
 *
 * The service may say of a message that another worker holds that it does not exist. A removal then passes as done,
 * which is harmless: whoever holds the message removes it.
 */
import { checkMessage, checkVisibility, checkWhole } from '../contract/limits';
import { readMessageText } from '../contract/messageText';
import type { Queue } from '../contract/queue';
import { serviceCode, toStoreError } from './azureErrors';
import type { MessageClient } from './messageClient';

const NEVER_EXPIRES = -1;

export function createAzureQueue(client: MessageClient, timeoutMs: number): Queue {
  async function call<T>(send: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    try {
      return await send({ abortSignal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw toStoreError(error, `queue ${client.name}`, 0);
    }
  }

  return {
    async ensure() {
      await call((options) => client.createIfNotExists(options));
    },

    async send(text, { delaySeconds = 0 } = {}) {
      checkMessage(text);
      checkVisibility('delaySeconds', delaySeconds, 0);
      const message = { text, delaySeconds, timeToLive: NEVER_EXPIRES };
      await call(({ abortSignal }) => client.post(message, abortSignal));
    },

    async receive(max, visibilitySeconds) {
      checkWhole('max', max, 1, 32);
      checkVisibility('visibilitySeconds', visibilitySeconds, 1);
      const settings = { numberOfMessages: max, visibilityTimeout: visibilitySeconds };
      const response = await call((options) => client.receiveMessages({ ...settings, ...options }));
      return response.receivedMessageItems.map((item) => ({
        id: item.messageId,
        text: readMessageText(item.messageText),
        dequeueCount: item.dequeueCount,
        insertedAt: item.insertedOn.getTime(),
        popReceipt: item.popReceipt,
      }));
    },

    async extend(message, visibilitySeconds) {
      checkVisibility('visibilitySeconds', visibilitySeconds, 0);
      const { popReceipt } = await call((options) =>
        client.updateMessage(message.id, message.popReceipt, undefined, visibilitySeconds, options),
      );
      if (popReceipt === undefined) throw new Error('the service answered an extension without a pop receipt');
      return { ...message, popReceipt };
    },

    async remove(message) {
      await call(async (options) => {
        try {
          await client.deleteMessage(message.id, message.popReceipt, options);
        } catch (error) {
          if (serviceCode(error) !== 'MessageNotFound') throw error;
        }
      });
    },

    async hasVisible() {
      const { peekedMessageItems } = await call((options) => client.peekMessages({ numberOfMessages: 1, ...options }));
      return peekedMessageItems.length > 0;
    },

    async approximateCount() {
      const { approximateMessagesCount } = await call((options) => client.getProperties(options));
      return approximateMessagesCount ?? 0;
    },
  };
}
