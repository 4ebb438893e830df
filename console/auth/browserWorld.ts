/** The browser that the page runs in, as signing in needs it. */
import type { News, World } from './world';

export function browserWorld(): World {
  const channel = new BroadcastChannel('muster-session');
  return {
    href: () => location.href,
    go: (url) => location.assign(url),
    replace: (path) => history.replaceState(null, '', path),
    storage: sessionStorage,
    now: () => Date.now(),
    tell: (news) => channel.postMessage(news),
    hear: (listener) => channel.addEventListener('message', ({ data }) => listener(data as News)),
  };
}
