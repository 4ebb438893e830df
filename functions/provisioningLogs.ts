import { app } from '@azure/functions';
import { READ_LOGS } from '../shared/api/http/roles';
import { listLogs, readLog } from '../shared/api/logs/logs';
import { endpoint, services } from '../shared/composition/services';

app.http(
  'provisioningLogs',
  endpoint('{version}/auditLogs/provisioning', {
    GET: { roles: READ_LOGS, handle: (call) => listLogs(call, services().house, services().limits.log) },
  }),
);

app.http(
  'provisioningLog',
  endpoint('{version}/auditLogs/provisioning/{id}', {
    GET: { roles: READ_LOGS, handle: (call) => readLog(call, services().house, services().limits.log) },
  }),
);
