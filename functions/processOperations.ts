import { app, type InvocationContext } from '@azure/functions';
import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE, services } from '../shared/composition/services';
import { handlePoison } from '../shared/pipeline/people/handlePoison';
import { readMessage } from '../shared/pipeline/queue/messages';
import { withinInvocation } from '../shared/telemetry/invocation';

const CONNECTION = 'AzureWebJobsStorage';

app.storageQueue('processOperations', { queueName: OPERATIONS_QUEUE, connection: CONNECTION, handler: work });
app.storageQueue('processOperationsFirst', {
  queueName: OPERATIONS_FIRST_QUEUE,
  connection: CONNECTION,
  handler: work,
});
app.storageQueue('processPoison', {
  queueName: `${OPERATIONS_QUEUE}-poison`,
  connection: CONNECTION,
  handler: workOnPoison,
});
app.storageQueue('processFirstPoison', {
  queueName: `${OPERATIONS_FIRST_QUEUE}-poison`,
  connection: CONNECTION,
  handler: workOnPoison,
});

function work(message: unknown, context: InvocationContext): Promise<void> {
  return withinInvocation(context, async () => {
    const { ready, gatherer } = services();
    await ready(); // a message may be older than a table that a new release brought
    await gatherer.submit(readMessage(message));
  });
}

function workOnPoison(message: unknown, context: InvocationContext): Promise<void> {
  return withinInvocation(context, async () => {
    const { ready, house } = services();
    await ready();
    await handlePoison(message, house);
  });
}
