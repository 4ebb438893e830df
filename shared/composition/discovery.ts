/** What this service says of itself to clients: read from its settings and its package. */
import { version } from '../../package.json';
import { discover } from '../api/http/discovery';
import type { Handlers } from '../api/http/endpoint';
import { services } from './services';

export const discoveryOperations: Handlers = {
  GET: { roles: 'whoever', handle: (call) => discover(call, { ...services().settings, version }) },
};
