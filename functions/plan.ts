import { app } from '@azure/functions';
import { answerPlan } from '../shared/api/plan';
import { WRITE_JOBS } from '../shared/api/roles';
import { endpoint, services } from '../shared/services';

/** For administrators: what an upload would do, for which the right to upload is not enough. */
app.http(
  'plan',
  endpoint('muster/jobs/{jobId}/plan', {
    POST: { roles: WRITE_JOBS, handle: (call) => answerPlan(call, services()) },
  }),
);
