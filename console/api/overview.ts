import type { Client } from './client';
import type { Overview } from './types';

/** All jobs with their health in numbers. */
export const readOverview = (client: Client, signal?: AbortSignal): Promise<Overview> =>
  client.json('/muster/overview', { signal });
