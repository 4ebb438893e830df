/**
 * Sets of characters by their Unicode category. Each is spelled as the inside of a class that RE2 and JavaScript read
 * alike; complements are spelled out, because neither has a union of complements.
 */

export const WORD = '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}';
const NOT_WORD =
  '\\p{Mc}\\p{Me}\\p{Nl}\\p{No}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\p{S}\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}';
const SPACE = '\\t-\\r\\x85\\p{Z}';
const NOT_SPACE =
  '\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}';

/** What `\d`, `\w` and `\s` mean in .NET, where they are not limited to ASCII. */
export const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: WORD,
  W: NOT_WORD,
  s: SPACE,
  S: NOT_SPACE,
};

/** The general categories; for .NET's blocks (`IsGreek`) see `blocks`. */
export const CATEGORIES: ReadonlySet<string> = new Set(
  'L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn'.split(' '),
);
