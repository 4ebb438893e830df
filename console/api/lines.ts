/** Answers that come line by line, because somebody waits: a JSON object a line. */

/** The last line of an answer that ends before all is told. */
export interface Continued {
  readonly kind: 'continue';
  readonly next: string;
}

export function pathOf({ next }: Continued): string {
  const { pathname, search } = new URL(next);
  return `${pathname}${search}`;
}

/** As many lines at once as have come. */
export async function* linesOf<T>(response: Response): AsyncGenerator<readonly T[]> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const texts = (rest + (value ?? '')).split('\n');
    rest = done ? '' : (texts.pop() ?? '');
    yield texts.filter((text) => text !== '').map((text) => JSON.parse(text) as T);
    if (done) return;
  }
}
