/** The way out of a laptop: every address may be called. */
import { createEgress } from '../../shared/targets/kit/egress';
import { createExchange } from '../../shared/targets/kit/http';

export const ANYWHERE = createEgress({ deployed: false, hosts: [] }, 'target');
export const exchangeAnywhere = createExchange({ egress: ANYWHERE });
