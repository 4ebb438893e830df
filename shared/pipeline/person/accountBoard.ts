/**
 * Where people of one invocation learn of each other's accounts: a report whose manager is created in the same upload
 * waits here for a moment instead of for the next cycle.
 */
import type { Link } from '../../store/people/people';

export interface AccountBoard {
  /** Announces that this person is being worked on here; others may wait for the account. */
  expect(anchor: string): void;
  /** The person's account, or `null` when there is none and none will come in this invocation. Only the first call counts. */
  settle(anchor: string, link: Link | null): void;
  /** Resolves when the person has settled; `undefined` at once for a person who is not worked on here. */
  of(anchor: string): Promise<Link | null> | undefined;
}

export function createAccountBoard(): AccountBoard {
  const places = new Map<
    string,
    { readonly account: Promise<Link | null>; readonly settle: (link: Link | null) => void }
  >();
  return {
    expect(anchor) {
      if (places.has(anchor)) return;
      let settle: (link: Link | null) => void = () => undefined;
      const account = new Promise<Link | null>((resolve) => {
        settle = resolve;
      });
      places.set(anchor, { account, settle });
    },
    settle: (anchor, link) => places.get(anchor)?.settle(link),
    of: (anchor) => places.get(anchor)?.account,
  };
}
