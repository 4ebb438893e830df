import { app } from '@azure/functions';
import { listApplications, postApplication, readApplication } from '../../shared/api/applications/applications';
import { postAddPassword, postRemovePassword } from '../../shared/api/applications/passwords';
import { QUERIED, SELECTED } from '../../shared/api/http/queryArguments';
import { READ_PRINCIPALS, WRITE_PRINCIPALS } from '../../shared/api/http/roles';
import { endpoint, services } from '../../shared/composition/services';

const APPLICATION = '{version}/applications/{applicationId}';
const house = () => services().house;

app.http(
  'applications',
  endpoint('{version}/applications', {
    GET: { roles: READ_PRINCIPALS, options: QUERIED, handle: (call) => listApplications(call, house()) },
    POST: { roles: WRITE_PRINCIPALS, handle: (call) => postApplication(call, house()) },
  }),
);

app.http(
  'application',
  endpoint(APPLICATION, {
    GET: { roles: READ_PRINCIPALS, options: SELECTED, handle: (call) => readApplication(call, house()) },
  }),
);

app.http(
  'addPassword',
  endpoint(`${APPLICATION}/addPassword`, {
    POST: { roles: WRITE_PRINCIPALS, handle: (call) => postAddPassword(call, house()) },
  }),
);

app.http(
  'removePassword',
  endpoint(`${APPLICATION}/removePassword`, {
    POST: { roles: WRITE_PRINCIPALS, handle: (call) => postRemovePassword(call, house()) },
  }),
);
