import { app } from '@azure/functions';
import { QUERIED, SELECTED } from '../../shared/api/http/queryArguments';
import { READ_LOGS } from '../../shared/api/http/roles';
import { listLogs, readLog } from '../../shared/api/logs/logs';
import { endpoint, services } from '../../shared/composition/services';

app.http(
  'provisioningLogs',
  endpoint('{version}/auditLogs/provisioning', {
    GET: {
      roles: READ_LOGS,
      options: QUERIED,
      handle: (call) => listLogs(call, services().house, services().limits.log),
    },
  }),
);

app.http(
  'provisioningLog',
  endpoint('{version}/auditLogs/provisioning/{id}', {
    GET: {
      roles: READ_LOGS,
      options: SELECTED,
      handle: (call) => readLog(call, services().house, services().limits.log),
    },
  }),
);
