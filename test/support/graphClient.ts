/** Sends plain requests to the directory's Graph surface, as the triggers do. */

import type { Guard } from '../../shared/api/directory/answer';
import type { Reply } from '../../shared/api/http/endpoint';
import type { UserDirectory } from '../../shared/directory/userDirectory';
import { askDirectory, directoryRoutes } from './directoryRoutes';

export const ORIGIN = 'https://muster.example';

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Ask = (line: string, asked?: Asked) => Promise<Reply>;

export const CALLER = {
  kind: 'application' as const,
  appId: 'app-1',
  objectId: 'sp-1',
  roles: new Set(['User.ReadWrite.All', 'User-LifeCycleInfo.ReadWrite.All']),
};

/** `ask('GET /users?$top=2')`; the path is below the version segment. */
export function graphClient(directory: UserDirectory, guard?: Guard): Ask {
  const routes = directoryRoutes(() => ({ directory, ...(guard && { guard }) }));
  return async (line, { body, headers = {} } = {}) => {
    const [method = '', url = ''] = line.split(/ (.*)/);
    return askDirectory(routes, { method, url, headers, body }, { origin: ORIGIN, caller: CALLER });
  };
}
