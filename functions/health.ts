import { app } from '@azure/functions';
import { endpoint } from '../shared/composition/services';

/** Answers as soon as storage does; needs no token. */
app.http(
  'health',
  endpoint('health', {
    GET: { roles: 'anonymous', options: 'any', handle: async () => ({ status: 200, body: { status: 'healthy' } }) },
  }),
);
