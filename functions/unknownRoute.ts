import { app } from '@azure/functions';
import { unknownRoute } from '../shared/api/http/graphError';
import { endpoint } from '../shared/composition/services';

const refuse = {
  roles: 'anonymous' as const,
  options: 'any' as const,
  handle: async () => {
    throw unknownRoute();
  },
};

/** Whatever no other route takes: a route in another form of its URL, or 404 in Graph's envelope instead of the host's bare one. */
app.http(
  'unknownRoute',
  endpoint('{*path}', { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse }),
);
