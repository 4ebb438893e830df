/** What signing in needs of the browser, handed in so that tests can be one. */

export interface World {
  /** The address of the page, as it is now. */
  href(): string;
  /** Leaves the page. */
  go(url: string): void;
  /** Changes the address without leaving; the address before is in no history. */
  replace(path: string): void;
  /** Of this tab alone, and as long as it. */
  readonly storage: TabStorage;
  /** Milliseconds since the epoch, by a clock that may be wrong. */
  now(): number;
  /** Tells the other tabs of this browser. */
  tell(news: News): void;
  hear(listener: (news: News) => void): void;
}

export interface TabStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What one tab tells the others. */
export type News = 'signedOut';
