/** Addresses as an administrator entered them. */

/** The path without slashes at its end. */
export function withoutSlashAtEnd(path: string): string {
  let end = path.length;
  while (path.charAt(end - 1) === '/') end -= 1;
  return path.slice(0, end);
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * What is wrong with an address that Muster is to call by itself: a webhook's receiver, an HR system. Whether the host may be
 * called is asked when a connection is made (`egress.ts`).
 *
 * @param allowHttpLoopback the setting `ALLOW_LOOPBACK_TARGETS`
 * @returns a predicate for behind the member's name, such as `must be an https address`; `undefined` where nothing is
 */
export function faultOfAddress(text: string, allowHttpLoopback: boolean): string | undefined {
  if (!URL.canParse(text)) return 'must be an absolute address such as https://hooks.example.com/muster';
  const { protocol, hostname, host, username, password, hash } = new URL(text);
  const mayBeHttp = allowHttpLoopback && LOOPBACK.has(hostname);
  if (protocol !== 'https:' && !(mayBeHttp && protocol === 'http:')) {
    return `must be an https address, got ${protocol}//${host}`;
  }
  if (username !== '' || password !== '') return 'must not contain a user name or password';
  return hash === '' ? undefined : 'must not contain a fragment';
}
