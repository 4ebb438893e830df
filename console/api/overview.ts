import type { Client } from './client';
import type { Overview } from './types';

export const OVERVIEW_PATH = '/muster/overview';

/** All jobs with their health in numbers. */
export const readOverview = (client: Client, signal?: AbortSignal): Promise<Overview> =>
  client.json(OVERVIEW_PATH, { signal });
