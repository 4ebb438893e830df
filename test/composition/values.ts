/** What is handed on by value, for tests of who gets it: who hands it on, and what is done with it, is held elsewhere. */

/** Whatever is handed on by value, by its name: numbers, texts and switches, and groups of them. */
export function valuesOf(thing: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(thing)
      .filter(([, value]) => typeof value !== 'function' && JSON.stringify(value) !== '{}')
      .filter(isPlain),
  );
}

function isPlain([, value]: [string, unknown]): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((one) => typeof one !== 'function' && typeof one !== 'object');
}
