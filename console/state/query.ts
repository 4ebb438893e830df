/**
 * What the service answers, kept and asked for again: `@tanstack/query-core` as hooks. Nothing is asked while the tab is
 * hidden, and all of it at once when it is shown again (spec/console.md 5).
 */
import { QueryClient, type QueryKey, QueryObserver } from '@tanstack/query-core';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiError, isPassing } from '../api/errors';

export interface Wanted<T> {
  /** Two that are equal share one answer. */
  readonly key: QueryKey;
  load(signal: AbortSignal): Promise<T>;
  /** Milliseconds until it is asked for again, perhaps by what was answered; absent: only once. */
  readonly every?: number | ((data: T | undefined) => number | undefined);
  /** Not asked for yet. */
  readonly off?: boolean;
  /** Shows what was there under another key until the new answer comes. */
  readonly keep?: boolean;
}

export interface Answer<T> {
  readonly data: T | undefined;
  /** Why there is no newer answer; what was known stays. */
  readonly error: unknown;
  /** When `data` came, milliseconds since the epoch; 0: never. */
  readonly at: number;
  readonly isLoading: boolean;
  /** What is shown is another key's. */
  readonly isKept: boolean;
  again(): void;
}

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
/** A fault that passes is waited out for as long as somebody looks; others are told at once. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always', // a laptop without a network still reaches its own Muster
      retry: (_count, error) => isPassing(error),
      retryDelay: retryDelayMs,
      staleTime: 1_000,
      gcTime: 5 * 60_000,
    },
  },
});

/** Doubles from two seconds to thirty, and never before the service said. */
export function retryDelayMs(count: number, error: unknown): number {
  const doubled = Math.min(FIRST_RETRY_MS * 2 ** count, LONGEST_RETRY_MS);
  const told = error instanceof ApiError ? (error.facts.retryAfterSeconds ?? 0) * 1_000 : 0;
  return Math.max(doubled, told);
}

export function useAnswer<T>(wanted: Wanted<T>): Answer<T> {
  const observer = useMemo(() => new QueryObserver<T>(queries, optionsOf(wanted)), []);
  const [result, setResult] = useState(() => observer.getCurrentResult());
  useEffect(() => observer.subscribe(setResult), [observer]);
  const keyText = JSON.stringify(wanted.key);
  useEffect(() => {
    observer.setOptions(optionsOf(wanted));
    setResult(observer.getCurrentResult());
  }, [observer, keyText, wanted.off]);
  return {
    data: result.data,
    error: result.error ?? (result.failureCount > 0 ? result.failureReason : undefined) ?? undefined,
    at: result.dataUpdatedAt,
    isLoading: result.data === undefined && result.fetchStatus === 'fetching',
    isKept: result.isPlaceholderData,
    again: () => void observer.refetch(),
  };
}

function optionsOf<T>({ key, load, every, off = false, keep = false }: Wanted<T>) {
  return {
    queryKey: key,
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => load(signal),
    enabled: !off,
    ...(keep && { placeholderData: (before: T | undefined) => before }),
    refetchInterval:
      typeof every === 'function'
        ? (query: { state: { data: T | undefined } }) => every(query.state.data) ?? false
        : (every ?? false),
  } as ConstructorParameters<typeof QueryObserver<T>>[1];
}

/** Whatever is known under keys that begin so is asked for anew: something was changed. */
export const refresh = (...key: QueryKey): Promise<void> => queries.invalidateQueries({ queryKey: key });

/** Nothing of one person may be seen by the next. */
export const forgetAnswers = (): void => queries.clear();

export const startQueries = (): void => queries.mount();
