/** .NET's substitutions in a replacement: `$1`, `${name}`, `$$`, `$&`, and four more. Anything else stays as it is. */
import type { GroupTable } from './groups';
import type { Match } from './match';

export type ReplacementPart =
  | { readonly kind: 'text'; readonly text: string }
  /** By its number in .NET; 0 is the whole match. */
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'before' | 'after' | 'input' | 'lastGroup' };

export type Replacement = readonly ReplacementPart[];

const SUBSTITUTION = /\$(?:([0-9]+)|\{([\p{L}\p{Mn}\p{Nd}\p{Pc}]+)\}|([$&`'_+]))/gu;

const SIGNS: Readonly<Record<string, ReplacementPart>> = {
  $: { kind: 'text', text: '$' },
  '&': { kind: 'group', group: 0 },
  '`': { kind: 'before' },
  "'": { kind: 'after' },
  _: { kind: 'input' },
  '+': { kind: 'lastGroup' },
};

export function parseReplacement(text: string, groups: GroupTable): Replacement {
  const parts: ReplacementPart[] = [];
  let done = 0;
  for (const match of text.matchAll(SUBSTITUTION)) {
    const [whole, number, name, sign = ''] = match;
    const group = groups.find(number ?? name ?? '');
    const part = group === undefined ? SIGNS[sign] : ({ kind: 'group', group } as const);
    if (!part) continue;
    if (match.index > done) parts.push({ kind: 'text', text: text.slice(done, match.index) });
    parts.push(part);
    done = match.index + whole.length;
  }
  if (done < text.length) parts.push({ kind: 'text', text: text.slice(done) });
  return parts;
}

/** What one match is replaced by. */
export function expandReplacement(parts: Replacement, text: string, match: Match): string {
  let result = '';
  for (const part of parts) result += expandPart(part, text, match);
  return result;
}

function expandPart(part: ReplacementPart, text: string, match: Match): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'group':
      return groupText(part.group, text, match);
    case 'before':
      return text.slice(0, match.start);
    case 'after':
      return text.slice(match.end);
    case 'input':
      return text;
    case 'lastGroup':
      return groupText(match.groupCount, text, match);
  }
}

/** Empty for a group that took no part in the match. */
export function groupText(number: number, text: string, match: Match): string {
  const { start, end } = match.group(number) ?? { start: 0, end: 0 };
  return text.slice(start, end);
}
