import { app } from '@azure/functions';
import { services } from '../shared/composition/services';
import { purgeExpired } from '../shared/pipeline/supervise/purgeExpired';
import { withinInvocation } from '../shared/telemetry/invocation';

app.timer('purgeExpired', {
  schedule: '0 7 * * * *',
  handler: (_timer, context) =>
    withinInvocation(context, async () => {
      const { ready, house } = services();
      await ready();
      await purgeExpired(house);
    }),
});
