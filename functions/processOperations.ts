import { app } from '@azure/functions';
import { OPERATIONS_QUEUE, services } from '../shared/composition/services';
import { handlePoison } from '../shared/pipeline/people/handlePoison';
import { readMessage } from '../shared/pipeline/queue/messages';

const CONNECTION = 'AzureWebJobsStorage';

app.storageQueue('processOperations', {
  queueName: OPERATIONS_QUEUE,
  connection: CONNECTION,
  handler: (message) => services().gatherer.submit(readMessage(message)),
});

app.storageQueue('processPoison', {
  queueName: `${OPERATIONS_QUEUE}-poison`,
  connection: CONNECTION,
  handler: (message) => handlePoison(message, services().house),
});
