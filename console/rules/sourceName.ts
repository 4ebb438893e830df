/** Whether people may say an attribute of this name (docs/mappings.md, "Source attributes"). */

const NAME = /^(?:urn:[A-Za-z0-9:.-]+:)?[A-Za-z$_][\w$-]*(?:\.[A-Za-z$_][\w$-]*)?$/;

/** @param taken names the schema has already; case does not set two apart */
export function sourceNameFault(name: string, taken: readonly string[]): 'wrong' | 'taken' | undefined {
  if (!NAME.test(name)) return 'wrong';
  return taken.some((other) => other.toLowerCase() === name.toLowerCase()) ? 'taken' : undefined;
}
