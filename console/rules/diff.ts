/** What changed between two texts, word by word: enough to see it, without a library (longest common subsequence). */

export interface DiffPart {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Beyond this many words two texts are simply replaced: the table would be large and nobody reads it. */
const MOST_WORDS = 400;

export function wordDiff(before: string, after: string): readonly DiffPart[] {
  if (before === after) return [{ kind: 'same', text: before }];
  const [a, b] = [words(before), words(after)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return replaced(before, after);
  const lengths = table(a, b);
  const parts: DiffPart[] = [];
  const add = (kind: DiffPart['kind'], text: string) => {
    const last = parts.at(-1);
    if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + text };
    else parts.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      add('same', a[i] ?? '');
      i += 1;
      j += 1;
    } else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) {
      add('gone', a[i] ?? '');
      i += 1;
    } else {
      add('new', b[j] ?? '');
      j += 1;
    }
  }
  for (; i < a.length; i += 1) add('gone', a[i] ?? '');
  for (; j < b.length; j += 1) add('new', b[j] ?? '');
  return parts;
}

const words = (text: string) => text.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu) ?? [];

function replaced(before: string, after: string): readonly DiffPart[] {
  return [
    { kind: 'gone', text: before },
    { kind: 'new', text: after },
  ];
}

/** How many words two ends have in common, from each pair of places on. */
function table(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] = a[i] === b[j] ? (lengths[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
