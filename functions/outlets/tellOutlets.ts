import { app } from '@azure/functions';
import { services } from '../../shared/composition/services';
import { tellOutlets } from '../../shared/pipeline/outlets/tellOutlets';
import { withinInvocation } from '../../shared/telemetry/invocation';

app.timer('tellOutlets', {
  schedule: '%SUPERVISE_SCHEDULE%',
  handler: (_timer, context) =>
    withinInvocation(context, async () => {
      const { ready, house } = services();
      await ready();
      await tellOutlets(house);
    }),
});
