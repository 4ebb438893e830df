import { createAzureQueue } from '../../../shared/store/azure/azureQueue';
import type { MessageClient } from '../../../shared/store/azure/messageClient';

test('a message never expires: a paused job may have it waiting for longer than the seven days of the service', async () => {
  const post = jest.fn(async () => undefined);
  const queue = createAzureQueue({ name: 'operations', post } as unknown as MessageClient, 1_000);
  await queue.send('{}');
  await queue.send('{}', { delaySeconds: 7 });
  expect(post.mock.calls).toEqual([
    [{ text: '{}', delaySeconds: 0, timeToLive: -1 }, expect.any(AbortSignal)],
    [{ text: '{}', delaySeconds: 7, timeToLive: -1 }, expect.any(AbortSignal)],
  ]);
});
