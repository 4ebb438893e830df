import type { Client } from './client';
import type { Config, Discovery } from './types';

/** What anybody may know before signing in. */
export const readConfig = (client: Client): Promise<Config> => client.json('/console/config.json');

/** Who the service says that this is. */
export const readMe = (client: Client): Promise<Discovery> => client.json('/muster');
