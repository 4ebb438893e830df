import { app } from '@azure/functions';
import { OPERATE_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { answerEvaluation } from '../../shared/api/preview/evaluate';
import { answerPlan } from '../../shared/api/preview/plan';
import { answerImpact } from '../../shared/api/preview/schemaImpact';
import { endpoint, services } from '../../shared/composition/services';

const JOB = 'muster/jobs/{jobId}';

/** For administrators: what an upload would do, for which the right to upload is not enough. */
app.http(
  'plan',
  endpoint(`${JOB}/plan`, {
    POST: {
      roles: OPERATE_JOBS,
      options: ['continue'],
      handle: (call) => answerPlan(call, services().house, services().limits.plan),
    },
  }),
);
app.http(
  'evaluate',
  endpoint(`${JOB}/evaluate`, {
    POST: { roles: OPERATE_JOBS, handle: (call) => answerEvaluation(call, services().house) },
  }),
);
app.http(
  'schemaImpact',
  endpoint(`${JOB}/schema/impact`, {
    POST: {
      roles: WRITE_JOBS,
      options: ['continue'],
      handle: (call) => answerImpact(call, services().house, services().limits.plan),
    },
  }),
);
