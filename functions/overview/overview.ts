import { app } from '@azure/functions';
import { PAGED } from '../../shared/api/http/queryArguments';
import { OPERATE_JOBS, READ_JOBS } from '../../shared/api/http/roles';
import { readGuard } from '../../shared/api/overview/guard';
import { readJobFacts, readThroughput } from '../../shared/api/overview/jobFacts';
import { readOverview } from '../../shared/api/overview/overview';
import { readRestart } from '../../shared/api/overview/restartPreview';
import { doctorOperations } from '../../shared/composition/doctor';
import { endpoint, services } from '../../shared/composition/services';

const JOB = 'muster/jobs/{jobId}';
const house = () => services().house;

app.http(
  'overview',
  endpoint('muster/overview', {
    GET: { roles: READ_JOBS, options: [...PAGED, 'recent'], handle: (call) => readOverview(call, house()) },
  }),
);
app.http(
  'jobFacts',
  endpoint(JOB, { GET: { roles: READ_JOBS, options: ['recent'], handle: (call) => readJobFacts(call, house()) } }),
);
app.http(
  'throughput',
  endpoint(`${JOB}/throughput`, {
    GET: { roles: READ_JOBS, options: ['step'], handle: (call) => readThroughput(call, house()) },
  }),
);
app.http('guard', endpoint(`${JOB}/guard`, { GET: { roles: READ_JOBS, handle: (call) => readGuard(call, house()) } }));
app.http(
  'previewRestart',
  endpoint(`${JOB}/restart`, {
    GET: { roles: OPERATE_JOBS, options: ['resetScope'], handle: (call) => readRestart(call, house()) },
  }),
);
app.http('doctor', endpoint('muster/doctor', doctorOperations));
