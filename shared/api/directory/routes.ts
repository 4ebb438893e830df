/** Every route of the directory, for the triggers and for `$batch`. */
import { methodNotAllowed, unknownRoute } from '../http/graphError';
import { DELETED_ITEM_ROUTES } from './deletedItems';
import { MANAGER_ROUTES } from './manager';
import { ORGANIZATION_ROUTES } from './organization';
import type { DirectoryOperation, DirectoryRoute, Method } from './request';
import { USER_ROUTES } from './users';

/** More specific before less, so that the first that fits is right. */
export const DIRECTORY_ROUTES: readonly DirectoryRoute[] = [
  ...USER_ROUTES,
  ...MANAGER_ROUTES,
  ...DELETED_ITEM_ROUTES,
  ...ORGANIZATION_ROUTES,
];

export interface RouteMatch {
  readonly operation: DirectoryOperation;
  readonly method: Method;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * @param path below the version segment, without a query
 * @throws {GraphError} 404 for an unknown path, 405 for a method the path does not have
 */
export function matchRoute(method: string, path: string): RouteMatch {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (const { template, operations } of DIRECTORY_ROUTES) {
    const params = matchTemplate(template.split('/'), segments);
    if (params === undefined) continue;
    const verb = method.toUpperCase() as Method;
    const operation = operations[verb];
    if (operation === undefined) throw methodNotAllowed(Object.keys(operations));
    return { operation, method: verb, params };
  }
  throw unknownRoute();
}

/** Fixed segments match without case (wire contract 1.1). */
function matchTemplate(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = decodeSegment(segments[index] ?? '');
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}

/** A stray `%` stands for itself: then no such user exists, which is answer enough. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
