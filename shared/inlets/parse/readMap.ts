/** `map` and `refetchOn`: what becomes of what was fetched, and when it is fetched again. */
import type { Fields } from '../../engine/schema/parse/fields';
import { isJsonObject, type Json } from '../../scim/json';
import type { InletMode, MapRule } from '../definition';
import { compileInletExpression } from '../mapping/rules';
import { compileInletMapping } from '../mapping/toOperation';

export function readMap(fields: Fields, mode: InletMode): Readonly<Record<string, MapRule>> {
  const given = fields.optionalObject('map') ?? {};
  const rules: Record<string, MapRule> = {};
  let isWhole = true;
  for (const [attribute, rule] of Object.entries(given)) {
    const fault = faultOf(rule);
    if (fault === undefined) rules[attribute] = rule as MapRule;
    else {
      isWhole = false;
      const path = `map[${JSON.stringify(attribute)}]${fault.member}`;
      fields.report(path, 'InvalidValue', `${path} ${fault.message}`);
    }
  }
  const compiled = compileInletMapping({ map: rules, mode });
  if (!compiled.ok) {
    const isNew = ({ path }: { readonly path: string }) => isWhole || path !== 'map';
    for (const { path, code, message } of compiled.faults.filter(isNew))
      fields.report(path, code as 'InvalidValue', message);
  }
  return rules;
}

interface RuleFault {
  readonly member: string;
  readonly message: string;
}

const RULE = 'must be an expression such as "[employee.id]", {"path", "values"}, {"value"} or {"person"}.';

function faultOf(rule: Json | undefined): RuleFault | undefined {
  if (typeof rule === 'string') return rule.trim() === '' ? { member: '', message: RULE } : undefined;
  if (!isJsonObject(rule)) return { member: '', message: RULE };
  if ('path' in rule) return tableFault(rule);
  if ('person' in rule)
    return isFilled(rule.person) ? undefined : { member: '.person', message: 'must be an expression.' };
  return isPlain(rule.value) ? undefined : { member: '', message: RULE };
}

function tableFault({ path, values, otherwise }: Readonly<Record<string, Json | undefined>>): RuleFault | undefined {
  if (!isFilled(path)) return { member: '.path', message: 'must be a path, such as employee.status.' };
  if (!isJsonObject(values) || Object.keys(values).length === 0) {
    return { member: '.values', message: 'must be an object of words.' };
  }
  const word = Object.keys(values).find((one) => values[one] !== null && !isPlain(values[one]));
  if (word !== undefined) {
    return { member: `.values[${JSON.stringify(word)}]`, message: 'must be a text, a number, true, false or null.' };
  }
  const isRest = otherwise === undefined || isPlain(otherwise);
  return isRest ? undefined : { member: '.otherwise', message: 'must be a text, a number, true or false.' };
}

const isFilled = (value: Json | undefined) => typeof value === 'string' && value.trim() !== '';
const isPlain = (value: Json | undefined) => ['string', 'number', 'boolean'].includes(typeof value);

export function readRefetchOn(fields: Fields): readonly string[] {
  const expressions = fields.texts('refetchOn');
  expressions.forEach((text, index) => {
    const compiled = compileInletExpression(text);
    if ('evaluate' in compiled) return;
    for (const message of compiled) fields.report(`refetchOn[${index}]`, 'InvalidExpression', message);
  });
  return expressions;
}
