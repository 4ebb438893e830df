import { app } from '@azure/functions';
import { healthOperations, readyOperations } from '../shared/composition/health';
import { endpoint } from '../shared/composition/services';

/** The process lives; needs no token, no settings and no storage. */
app.http('health', endpoint('health', healthOperations));

/** It could do its work; needs no token, and tells no value. */
app.http('ready', endpoint('health/ready', readyOperations));
