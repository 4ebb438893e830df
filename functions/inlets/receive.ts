import { app } from '@azure/functions';
import { agreeToOrigin, receiveDelivery } from '../../shared/api/inlets/receive';
import { endpoint, services } from '../../shared/composition/services';

const ports = () => ({ ...services().house, maxInletBytes: services().settings.maxInletBytes });
const BY_SIGNATURE = { roles: 'anonymous', options: 'any' } as const;

app.http(
  'receiveDelivery',
  endpoint('muster/inlets/{jobId}/{name}', {
    POST: { ...BY_SIGNATURE, handle: (call) => receiveDelivery(call, ports()) },
    OPTIONS: { ...BY_SIGNATURE, handle: (call) => agreeToOrigin(call, ports()) },
  }),
);
