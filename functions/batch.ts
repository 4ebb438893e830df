import { app } from '@azure/functions';
import { batchOperations } from '../shared/directory/graph/endpoints';
import { endpoint, services } from '../shared/services';
import { createJsonLogger } from '../shared/system';

const logger = createJsonLogger();
const context = () => ({ directory: services().directory, now: () => new Date(), logger });

/** Several requests to the embedded directory in one. */
app.http('batch', endpoint('{version}/$batch', batchOperations(context)));
