import { app } from '@azure/functions';
import { batchOperations } from '../shared/api/http/batch';
import { endpoint, routes } from '../shared/composition/services';
import { createJsonLogger } from '../shared/composition/system';

const ports = { routes, logger: createJsonLogger(), now: () => new Date() };

/** Several requests to any of the routes in one. */
app.http(
  'batch',
  endpoint(
    '{version}/$batch',
    batchOperations(() => ports),
  ),
);
