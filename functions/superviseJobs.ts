import { app } from '@azure/functions';
import { services } from '../shared/composition/services';
import { superviseRound } from '../shared/pipeline/supervise/superviseRound';
import { withinInvocation } from '../shared/telemetry/invocation';

app.timer('superviseJobs', {
  schedule: '%SUPERVISE_SCHEDULE%',
  handler: (_timer, context) =>
    withinInvocation(context, async () => {
      const { ready, house, telemetry } = services();
      await ready();
      await superviseRound(house, telemetry);
    }),
});
