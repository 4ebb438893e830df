import { app } from '@azure/functions';
import { batchOperations } from '../shared/api/directory/endpoints';
import { endpoint, services } from '../shared/composition/services';
import { createJsonLogger } from '../shared/composition/system';

const logger = createJsonLogger();
const context = () => ({ directory: services().directory, now: () => new Date(), logger });

/** Several requests to the embedded directory in one. */
app.http('batch', endpoint('{version}/$batch', batchOperations(context)));
