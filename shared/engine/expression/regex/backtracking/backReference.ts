/** Back-references as .NET reads them: `\1`, `\k<name>`, `\k'name'`. */
import type { GroupTable } from '../groups';
import { PatternRefusal } from '../refusal';

export interface BackReference {
  /** The group's number in order of the opening parentheses. */
  readonly group: number;
  readonly end: number;
}

const NUMBERED = /\\([1-9][0-9]*)/y;
const NAMED = /\\k(?:<([\p{L}\p{Mn}\p{Nd}\p{Pc}]+)>|'([\p{L}\p{Mn}\p{Nd}\p{Pc}]+)')/uy;

/**
 * The back-reference whose backslash stands at `at`; `undefined` if there is none. Two digits or more that are no group's
 * number are an octal escape.
 *
 * @param groups of the whole pattern; while they are not known yet, every number is one
 * @throws {PatternRefusal} for a group that the pattern does not have
 */
export function readBackReference(
  pattern: string,
  at: number,
  groups: GroupTable | undefined,
): BackReference | undefined {
  NUMBERED.lastIndex = at;
  const numbered = NUMBERED.exec(pattern);
  if (numbered) {
    const [whole, number = ''] = numbered;
    const group = groups ? ownNumber(groups, number) : 0;
    if (group !== undefined) return { group, end: at + whole.length };
    if (number.length > 1) return undefined;
    throw new PatternRefusal(`The pattern has no group ${number}.`, at);
  }
  if (!pattern.startsWith('\\k', at)) return undefined;
  NAMED.lastIndex = at;
  const named = NAMED.exec(pattern);
  if (!named) throw new PatternRefusal('"\\k" must be followed by the name of a group, as in \\k<name>.', at);
  const name = named[1] ?? named[2] ?? '';
  const group = groups ? ownNumber(groups, name) : 0;
  if (group === undefined) throw new PatternRefusal(`The pattern has no group ${name}.`, at);
  return { group, end: at + named[0].length };
}

function ownNumber(groups: GroupTable, name: string): number | undefined {
  const number = groups.find(name);
  return number === undefined ? undefined : groups.numbers[number - 1];
}
