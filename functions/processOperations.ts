import { app } from '@azure/functions';
import { handlePoison } from '../shared/pipeline/handlePoison';
import { readMessage } from '../shared/pipeline/messages';
import { OPERATIONS_QUEUE, services } from '../shared/services';

const CONNECTION = 'AzureWebJobsStorage';

app.storageQueue('processOperations', {
  queueName: OPERATIONS_QUEUE,
  connection: CONNECTION,
  handler: (message) => services().gatherer.submit(readMessage(message)),
});

app.storageQueue('processPoison', {
  queueName: `${OPERATIONS_QUEUE}-poison`,
  connection: CONNECTION,
  handler: (message) => handlePoison(message, services().poison),
});
