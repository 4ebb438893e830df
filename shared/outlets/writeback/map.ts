/** Which attribute of the HR system gets what of the account: `"workEmail": "[mail]"`. */
import { compileExpression } from '../../engine/expression';
import { Fields } from '../../engine/schema/parse/fields';
import { isJsonObject, type Json } from '../../scim/json';

export interface WrittenAttribute {
  /** As the HR system calls it: a SCIM path by the way `scim`, any name by the others. */
  readonly name: string;
  /** Over the account's attributes, and `objectId` and `externalId`. */
  readonly expression: string;
  /** No value of the account takes away what was written before. */
  readonly clears: boolean;
  /** The source attribute it comes back as with the next upload, where that is called otherwise. */
  readonly source?: string;
}

/** What expressions may read beside the target's own attributes: the account's id, and the person's. */
export const OBJECT_ID = 'objectId';
export const EXTERNAL_ID = 'externalId';

const MEMBERS = ['expression', 'clears', 'source'];
const MOST_ATTRIBUTES = 32;
const LONGEST_NAME = 200;
/** Access is the HR system's to say, and so is who somebody is; passwords go nowhere. */
const NEVER_WRITTEN = new Set(['active', 'password', 'id', 'externalid', 'schemas', 'meta', 'groups', 'roles']);

export function readMap(
  fields: Fields,
  targetAttributes: ReadonlySet<string> | undefined,
): readonly WrittenAttribute[] {
  const map = Object.entries(fields.optionalObject('map') ?? {});
  if (map.length === 0 || map.length > MOST_ATTRIBUTES) {
    const message = `map must name from 1 to ${MOST_ATTRIBUTES} attributes of the HR system, such as {"workEmail": "[mail]"}.`;
    fields.report('map', 'InvalidValue', message);
  }
  return map.map(([name, value]) => readAttribute(name, value, fields, targetAttributes));
}

function readAttribute(
  name: string,
  value: Json | undefined,
  { report }: Fields,
  targetAttributes: ReadonlySet<string> | undefined,
): WrittenAttribute {
  const place = `map.${name}`;
  const fault = faultOfName(name);
  if (fault !== undefined) report(place, 'InvalidValue', `${place} ${fault}.`);
  if (typeof value !== 'string' && !isJsonObject(value)) {
    report(
      place,
      'InvalidType',
      `${place} must be an expression such as "[mail]", or {"expression", "clears", "source"}.`,
    );
    return { name, expression: '""', clears: false };
  }
  const entry = new Fields(typeof value === 'string' ? { expression: value } : value, place, report);
  entry.refuseOthers(MEMBERS);
  const expression = entry.text('expression');
  if (expression !== '') checkExpression(expression, entry, targetAttributes);
  const source = entry.optionalText('source');
  return { name, expression, clears: entry.flag('clears', false), ...(source !== null && { source }) };
}

function faultOfName(name: string): string | undefined {
  if (name.trim() === '' || name.length > LONGEST_NAME) return `must be a name of 1 to ${LONGEST_NAME} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'must not hold control characters';
  if (!NEVER_WRITTEN.has(name.toLowerCase())) return undefined;
  return 'is never written back: the HR system alone says who somebody is, and who has access';
}

function checkExpression(text: string, entry: Fields, targetAttributes: ReadonlySet<string> | undefined): void {
  const place = entry.at('expression');
  const report = (message: string) => entry.report(place, 'InvalidExpression', `${place}: ${message}`);
  const compilation = compileExpression(text);
  if (!compilation.ok) {
    for (const { message, column } of compilation.faults) report(`${message} (column ${column})`);
    return;
  }
  const { attributes, selectsUniqueValue, volatile } = compilation.expression;
  if (selectsUniqueValue || volatile) report('must give the same each time for the same account.');
  for (const attribute of attributes) {
    if (/password|unicodePwd/i.test(attribute)) report(`[${attribute}] is never written back.`);
    else if (!isReadable(attribute, targetAttributes)) {
      report(`the job's target has no attribute [${attribute}]; discover the schema, or add it there.`);
    }
  }
}

const isReadable = (name: string, targetAttributes: ReadonlySet<string> | undefined) =>
  name === OBJECT_ID || name === EXTERNAL_ID || targetAttributes?.has(name) !== false;
