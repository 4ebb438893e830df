/** How long one storage call may take, the SDK's own retries included. */
const CALL_DEADLINE_MS = 30_000;

/**
 * The deadline of one storage call. When it passes, the call fails with `StoreUnavailable` and its connection is
 * closed; the service gives up after 30 seconds of its own accord, so a late write cannot land minutes later.
 */
export function callDeadline(): AbortSignal {
  return AbortSignal.timeout(CALL_DEADLINE_MS);
}
