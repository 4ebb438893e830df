/** Picks the function for a request, as the Functions host does: most specific template first, methods as constraints. */
import { comparePrecedence, matchTemplate, parseTemplate, type RouteParams } from './template';

export interface Route<T> {
  /** Without the prefix's or the template's outer slashes. */
  readonly template: string;
  /** Upper or lower case; at least one. */
  readonly methods: readonly string[];
  readonly target: T;
}

export interface RouteMatch<T> {
  readonly target: T;
  readonly params: RouteParams;
}

/** @returns the match; `undefined` also when only the method does not fit (the Functions host answers 404 to both) */
export type Router<T> = (method: string, path: string) => RouteMatch<T> | undefined;

/** @throws {Error} for a template that cannot be read */
export function createRouter<T>(routes: readonly Route<T>[]): Router<T> {
  const table = routes
    .map(({ template, methods, target }) => ({
      template: parseTemplate(template),
      methods: new Set(methods.map((method) => method.toUpperCase())),
      target,
    }))
    .sort((a, b) => comparePrecedence(a.template, b.template));

  return (method, path) => {
    const segments = splitPath(path);
    for (const { template, methods, target } of table) {
      if (!methods.has(method.toUpperCase())) continue;
      const params = matchTemplate(template, segments);
      if (params !== undefined) return { target, params };
    }
    return undefined;
  };
}

/** Decoded segments; one trailing slash does not count. An encoded slash stays encoded, as in ASP.NET Core. */
function splitPath(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/').map(decodeSegment);
}

function decodeSegment(segment: string): string {
  return segment
    .split(/(%2f)/i)
    .map((part, index) => (index % 2 === 1 ? part : decode(part)))
    .join('');
}

/** What is not valid percent-encoding of UTF-8 stays as it came. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
