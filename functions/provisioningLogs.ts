import { app } from '@azure/functions';
import { listLogs, readLog } from '../shared/api/logs';
import { READ_LOGS } from '../shared/api/roles';
import { endpoint, services } from '../shared/services';

app.http(
  'provisioningLogs',
  endpoint('{version}/auditLogs/provisioning', {
    GET: { roles: READ_LOGS, handle: (call) => listLogs(call, services().logs) },
  }),
);

app.http(
  'provisioningLog',
  endpoint('{version}/auditLogs/provisioning/{id}', {
    GET: { roles: READ_LOGS, handle: (call) => readLog(call, services().logs) },
  }),
);
