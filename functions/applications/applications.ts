import { app } from '@azure/functions';
import { listApplications, readApplication } from '../../shared/api/applications/applications';
import { QUERIED, SELECTED } from '../../shared/api/http/queryArguments';
import { READ_PRINCIPALS } from '../../shared/api/http/roles';
import { endpoint, services } from '../../shared/composition/services';

app.http(
  'applications',
  endpoint('{version}/applications', {
    GET: { roles: READ_PRINCIPALS, options: QUERIED, handle: (call) => listApplications(call, services().house) },
  }),
);

app.http(
  'application',
  endpoint('{version}/applications/{applicationId}', {
    GET: { roles: READ_PRINCIPALS, options: SELECTED, handle: (call) => readApplication(call, services().house) },
  }),
);
