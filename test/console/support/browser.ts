/** A browser of tabs that the console's sign-in runs in, in front of the development issuer itself. */
import type { News, World } from '../../../console/auth/world';

export interface Tab extends World {
  /** What the page's address was changed to without leaving. */
  readonly replaced: readonly string[];
  readonly kept: ReadonlyMap<string, string>;
  /** The address that the page is next left for; what was left for before is forgotten. */
  left(): Promise<string>;
  /** Goes there, and on to wherever that leads, as far as the console. @returns the page on which it stopped */
  follow(url: string): Promise<{ readonly status: number; readonly text: string }>;
  /** The page is loaded under this address. */
  open(url: string): void;
}

export interface Browser {
  newTab(url: string): Tab;
  /** Sends the form of the page at this address, as its first button unless told otherwise. */
  submit(tab: Tab, url: string, form: Readonly<Record<string, string>>): Promise<void>;
}

/** @param now of this computer; may differ from the issuer's */
export function openBrowser(base: string, now: () => number): Browser {
  let cookie = '';
  const listeners: { tab: Tab; hear: (news: News) => void }[] = [];

  async function ask(url: string, init: RequestInit = {}) {
    const headers = { ...(cookie !== '' && { cookie }), ...init.headers };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return response;
  }

  async function end(tab: Tab, response: Response) {
    const location = response.headers.get('location');
    if (location?.startsWith(`${base}/console/`)) tab.open(location);
    return { status: response.status, text: await response.text() };
  }

  return {
    newTab(url) {
      let href = url;
      let waiting: ((address: string) => void) | undefined;
      let gone: string | undefined;
      const kept = new Map<string, string>();
      const replaced: string[] = [];
      const tab: Tab = {
        kept,
        replaced,
        href: () => href,
        go(address) {
          if (waiting === undefined) gone = address;
          else waiting(address);
          waiting = undefined;
        },
        replace(path) {
          replaced.push(path);
          href = new URL(path, href).href;
        },
        storage: {
          getItem: (key) => kept.get(key) ?? null,
          setItem: (key, value) => void kept.set(key, value),
          removeItem: (key) => void kept.delete(key),
        },
        now,
        tell(news) {
          for (const { tab: other, hear } of listeners) if (other !== tab) hear(news);
        },
        hear: (listener) => void listeners.push({ tab, hear: listener }),
        left() {
          if (gone === undefined) {
            return new Promise((resolve) => {
              waiting = resolve;
            });
          }
          const address = gone;
          gone = undefined;
          return Promise.resolve(address);
        },
        async follow(address) {
          return end(tab, await ask(address));
        },
        open(address) {
          href = address;
        },
      };
      return tab;
    },
    async submit(tab, url, form) {
      await end(tab, await ask(url, { method: 'POST', body: new URLSearchParams(form), headers: { origin: base } }));
    },
  };
}
