/** .NET's DateTimeStyles, as text: names with commas between them, or the number they make together. */

export interface DateTimeStyles {
  readonly allowLeadingWhite: boolean;
  readonly allowTrailingWhite: boolean;
  readonly allowInnerWhite: boolean;
  /** A text without any date lies on 0001-01-01 instead of today. */
  readonly noCurrentDateDefault: boolean;
}

/** What applies where no style is given: RoundtripKind, AllowLeadingWhite, AllowTrailingWhite. */
export const DEFAULT_STYLES: DateTimeStyles = {
  allowLeadingWhite: true,
  allowTrailingWhite: true,
  allowInnerWhite: false,
  noCurrentDateDefault: false,
};

/** Each with its bit. Every moment is UTC here, so the styles that say which time zone is meant change nothing. */
const STYLES: ReadonlyMap<string, number> = new Map([
  ['None', 0],
  ['AllowLeadingWhite', 1],
  ['AllowTrailingWhite', 2],
  ['AllowInnerWhite', 4],
  ['AllowWhiteSpaces', 7],
  ['NoCurrentDateDefault', 8],
  ['AdjustToUniversal', 16],
  ['AssumeLocal', 32],
  ['AssumeUniversal', 64],
  ['RoundtripKind', 128],
]);

const ALL_STYLES = 255;

/** Empty text is the default; `undefined` for what names none of .NET's. A `DateTimeStyles.` before a name is allowed. */
export function parseStyles(text: string): DateTimeStyles | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return DEFAULT_STYLES;
  const bits = /^[0-9]{1,3}$/.test(trimmed) ? Number(trimmed) : bitsOf(trimmed.split(','));
  if (bits === undefined || bits > ALL_STYLES) return undefined;
  return {
    allowLeadingWhite: (bits & 1) !== 0,
    allowTrailingWhite: (bits & 2) !== 0,
    allowInnerWhite: (bits & 4) !== 0,
    noCurrentDateDefault: (bits & 8) !== 0,
  };
}

function bitsOf(names: readonly string[]): number | undefined {
  let bits = 0;
  for (const name of names) {
    const bit = STYLES.get(name.trim().replace(/^DateTimeStyles\./, ''));
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}
