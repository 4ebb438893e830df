import type { QueueClient } from '@azure/storage-queue';
import { createAzureQueue } from '../../../shared/store/azure/azureQueue';

test('a message never expires: a paused job may have it waiting for longer than the seven days of the service', async () => {
  const sendMessage = jest.fn(async () => ({}));
  const queue = createAzureQueue({ name: 'operations', sendMessage } as unknown as QueueClient, 1_000);
  await queue.send('{}');
  await queue.send('{}', { delaySeconds: 7 });
  expect(sendMessage.mock.calls).toEqual([
    ['{}', expect.objectContaining({ messageTimeToLive: -1, visibilityTimeout: 0 })],
    ['{}', expect.objectContaining({ messageTimeToLive: -1, visibilityTimeout: 7 })],
  ]);
});
