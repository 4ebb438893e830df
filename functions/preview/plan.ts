import { app } from '@azure/functions';
import { OPERATE_JOBS } from '../../shared/api/http/roles';
import { answerPlan } from '../../shared/api/preview/plan';
import { endpoint, services } from '../../shared/composition/services';

/** For administrators: what an upload would do, for which the right to upload is not enough. */
app.http(
  'plan',
  endpoint('muster/jobs/{jobId}/plan', {
    POST: {
      roles: OPERATE_JOBS,
      options: ['continue'],
      handle: (call) => answerPlan(call, services().house, services().limits.plan),
    },
  }),
);
