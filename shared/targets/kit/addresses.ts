/** Addresses as an administrator entered them. */

/** The path without slashes at its end. */
export function withoutSlashAtEnd(path: string): string {
  let end = path.length;
  while (path.charAt(end - 1) === '/') end -= 1;
  return path.slice(0, end);
}
