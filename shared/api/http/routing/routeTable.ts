/** Every route there is, found by any form of its path: for the parts of a batch, and for paths the host cannot match. */
import type { Handlers } from '../endpoint';
import { pathSegments, withNamespace } from './urlForms';

export interface RouteTable {
  /** @param template as the host has it: `{version}/users/{id}` */
  add(template: string, operations: Handlers): void;
  /** @param path percent-encoded, without a query */
  find(path: string): FoundRoute | undefined;
}

export interface FoundRoute {
  readonly operations: Handlers;
  /** Values of the template's `{…}` segments, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

interface Row {
  readonly segments: readonly string[];
  readonly operations: Handlers;
}

export function createRouteTable(): RouteTable {
  const rows: Row[] = [];
  return {
    add(template, operations) {
      if (!template.includes('{*')) rows.push({ segments: template.split('/'), operations });
    },
    find(path) {
      const segments = pathSegments(path);
      const forms = [segments, withNamespace(segments, 'microsoft.graph.'), withNamespace(segments, '')];
      const matches = forms.flatMap((form) => rows.flatMap((row) => matchRow(row, form) ?? []));
      // The more of a template is written out, the more it means this path.
      return matches.sort((a, b) => b.fixed - a.fixed)[0];
    },
  };
}

/** Fixed segments match without case (spec/wire-contract.md 1.1). */
function matchRow(
  { segments, operations }: Row,
  path: readonly string[],
): (FoundRoute & { fixed: number }) | undefined {
  if (segments.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of segments.entries()) {
    const segment = path[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return { operations, params, fixed: segments.length - Object.keys(params).length };
}
