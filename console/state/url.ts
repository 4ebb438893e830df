/** What a page keeps in its address: filters, the open entry, the tab. Changes of it are steps that *Back* takes back. */

import { useCallback } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { type Query, toSearch } from './paths';

export interface UrlState {
  readonly query: Readonly<Record<string, string>>;
  /** Changes these and keeps the others. `push`: a step of its own in the history. */
  set(changes: Query, how?: 'push' | 'replace'): void;
}

export function useUrl(): UrlState {
  const { path, query, route } = useLocation();
  const set = useCallback(
    (changes: Query, how: 'push' | 'replace' = 'replace') => {
      // Two changes in one turn must not undo each other, so the address counts and not what was rendered.
      const current = Object.fromEntries(new URLSearchParams(window.location.search));
      route(`${window.location.pathname}${toSearch({ ...current, ...changes })}`, how === 'replace');
    },
    [route, path],
  );
  return { query, set };
}
