/** Sends plain requests to the directory's Graph surface, as the triggers do. */

import { answer, type Guard } from '../../shared/api/directory/answer';
import { matchRoute } from '../../shared/api/directory/routes';
import type { Reply } from '../../shared/api/http/endpoint';
import type { UserDirectory } from '../../shared/directory/userDirectory';

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
  roles: new Set(['User.ReadWrite.All']),
};

/** `ask('GET /users?$top=2')`; the path is below the version segment. */
export function graphClient(directory: UserDirectory, guard?: Guard): Ask {
  return async (line, { body, headers = {} } = {}) => {
    const [verb = '', url = ''] = line.split(/ (.*)/);
    const [path = '', query = ''] = url.split(/\?(.*)/);
    const { operation, method, params } = matchRoute(verb, path);
    const byName = new Headers(headers);
    return answer(
      operation,
      { directory, ...(guard && { guard }) },
      {
        method,
        version: 'v1.0',
        params,
        query: new URLSearchParams(query),
        header: (name) => byName.get(name),
        body,
        origin: ORIGIN,
        caller: CALLER,
      },
    );
  };
}
