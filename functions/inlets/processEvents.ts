import { app } from '@azure/functions';
import { EVENTS_QUEUE, services } from '../../shared/composition/services';
import { readEventMessage } from '../../shared/pipeline/inlets/eventMessages';
import { handlePoisonedEvent } from '../../shared/pipeline/inlets/handlePoisonedEvent';
import { withinInvocation } from '../../shared/telemetry/invocation';

const CONNECTION = 'AzureWebJobsStorage';

app.storageQueue('processEvents', {
  queueName: EVENTS_QUEUE,
  connection: CONNECTION,
  handler: (message, context) =>
    withinInvocation(context, async () => {
      const { ready, eventGatherer } = services();
      await ready();
      await eventGatherer.submit(readEventMessage(message));
    }),
});

app.storageQueue('processEventsPoison', {
  queueName: `${EVENTS_QUEUE}-poison`,
  connection: CONNECTION,
  handler: (message, context) =>
    withinInvocation(context, async () => {
      const { ready, house } = services();
      await ready();
      await handlePoisonedEvent(message, house);
    }),
});
