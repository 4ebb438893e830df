/** Reading lists over HTTP, page by page, as Graph's clients do. */
import type { Stack } from './stack';

/** @throws {Error} with the answer when it is not a success */
export async function readJson<T>(stack: Pick<Stack, 'call'>, pathOrUrl: string): Promise<T> {
  const response = await stack.call(pathOrUrl);
  if (!response.ok) throw new Error(`${pathOrUrl} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

export async function readAll<T>(stack: Pick<Stack, 'call'>, pathOrUrl: string): Promise<T[]> {
  const all: T[] = [];
  let next: string | undefined = pathOrUrl;
  while (next !== undefined) {
    const page: { value: T[]; '@odata.nextLink'?: string } = await readJson(stack, next);
    all.push(...page.value);
    next = page['@odata.nextLink'];
  }
  return all;
}
