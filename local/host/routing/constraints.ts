/**
 * The constraints of ASP.NET Core's route templates, `{name:constraint}`, that functions here may use. The Functions
 * host knows a few more (`min`, `range`, `length`, …); one that is not in this table is refused at start-up.
 */

/** Whether a path segment (decoded) fits. */
export type Constraint = (text: string) => boolean;

const GUID_DIGITS = /^[0-9a-f]{32}$/i;
const GUID_DASHED = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  int: (text) => isWholeNumber(text, 32),
  long: (text) => isWholeNumber(text, 64),
  bool: (text) => /^(true|false)$/i.test(text),
  alpha: (text) => /^[a-z]*$/i.test(text),
  // .NET reads a GUID with or without dashes, and the dashed form in braces or parentheses.
  guid: (text) => GUID_DIGITS.test(text) || GUID_DASHED.test(text.replace(/^\{(.*)\}$|^\((.*)\)$/, '$1$2')),
  required: (text) => text !== '',
};

/**
 * @param name as in `{id:name(args)}`
 * @param args the text in the parentheses; `undefined` without parentheses
 * @throws {Error} for a constraint that is not known, or a pattern that cannot be compiled
 */
export function createConstraint(name: string, args: string | undefined): Constraint {
  if (name.toLowerCase() === 'regex' && args !== undefined) {
    const pattern = new RegExp(args, 'i'); // ASP.NET ignores case and anchors nothing
    return (text) => pattern.test(text);
  }
  const constraint = args === undefined ? CONSTRAINTS[name.toLowerCase()] : undefined;
  if (constraint === undefined) {
    throw new Error(`constraint "${args === undefined ? name : `${name}(${args})`}" is not known`);
  }
  return constraint;
}

function isWholeNumber(text: string, bits: 32 | 64): boolean {
  if (!/^[+-]?\d+$/.test(text)) return false;
  const value = BigInt(text.replace('+', ''));
  return value === BigInt.asIntN(bits, value);
}
