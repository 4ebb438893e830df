import { app } from '@azure/functions';
import { batchOperations } from '../shared/api/http/routing/batch';
import { endpoint, routes, services } from '../shared/composition/services';

const ports = () => ({ routes, logger: services().house.logger, now: () => new Date() });

/** Several requests to any of the routes in one. */
app.http('batch', endpoint('{version}/$batch', batchOperations(ports)));
