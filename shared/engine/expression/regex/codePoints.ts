/** Sets of code points as ranges, for the one thing RE2 cannot say itself: a class without some of its members. */

export interface CodePointRange {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** In ascending order, none touching the next. */
export type CodePointRanges = readonly CodePointRange[];

export const MAX_CODE_POINT = 0x10ffff;

export function union(ranges: readonly CodePointRange[]): CodePointRanges {
  const result: CodePointRange[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to + 1) result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else result.push({ from, to });
  }
  return result;
}

export function complement(ranges: CodePointRanges): CodePointRanges {
  const result: CodePointRange[] = [];
  let next = 0;
  for (const { from, to } of ranges) {
    if (from > next) result.push({ from: next, to: from - 1 });
    next = to + 1;
  }
  if (next <= MAX_CODE_POINT) result.push({ from: next, to: MAX_CODE_POINT });
  return result;
}

/** What is in `whole` and not in `part`. */
export function difference(whole: CodePointRanges, part: CodePointRanges): CodePointRanges {
  return complement(union([...complement(whole), ...part]));
}

const computed = new Map<string, CodePointRanges>();

/** The members of a set from `characterSets`, asked of JavaScript's own tables once for each set. */
export function membersOf(set: string): CodePointRanges {
  const known = computed.get(set);
  if (known) return known;
  const pattern = new RegExp(`[${set}]`, 'u');
  const members: CodePointRange[] = [];
  let from: number | undefined;
  for (let codePoint = 0; codePoint <= MAX_CODE_POINT + 1; codePoint += 1) {
    const isMember = codePoint <= MAX_CODE_POINT && pattern.test(String.fromCodePoint(codePoint));
    if (isMember) from ??= codePoint;
    else if (from !== undefined) {
      members.push({ from, to: codePoint - 1 });
      from = undefined;
    }
  }
  computed.set(set, members);
  return members;
}
