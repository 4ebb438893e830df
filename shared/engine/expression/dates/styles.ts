/** .NET's DateTimeStyles, as text: names with commas between them. */

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

/** Every moment is UTC here, so the styles that say which time zone is meant change nothing. */
const NAMES: readonly string[] = [
  'None',
  'AllowLeadingWhite',
  'AllowTrailingWhite',
  'AllowInnerWhite',
  'AllowWhiteSpaces',
  'NoCurrentDateDefault',
  'AdjustToUniversal',
  'AssumeLocal',
  'AssumeUniversal',
  'RoundtripKind',
];

/** Empty text is the default; `undefined` where a name is none of .NET's. A `DateTimeStyles.` before a name is allowed. */
export function parseStyles(text: string): DateTimeStyles | undefined {
  if (text.trim() === '') return DEFAULT_STYLES;
  const names = new Set(text.split(',').map((name) => name.trim().replace(/^DateTimeStyles\./, '')));
  for (const name of names) if (!NAMES.includes(name)) return undefined;
  const allWhite = names.has('AllowWhiteSpaces');
  return {
    allowLeadingWhite: allWhite || names.has('AllowLeadingWhite'),
    allowTrailingWhite: allWhite || names.has('AllowTrailingWhite'),
    allowInnerWhite: allWhite || names.has('AllowInnerWhite'),
    noCurrentDateDefault: names.has('NoCurrentDateDefault'),
  };
}
