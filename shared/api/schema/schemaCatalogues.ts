/** What a schema may use: operators of scoping filters and functions of expressions (spec/wire-contract.md 3.7). */
import { functionSchemas } from '../../engine/expression';
import { SCOPE_OPERATORS } from '../../engine/schema/scopeOperators';
import { typeContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { answerList } from '../jobs/answerResource';
import { FILTER_OPERATOR, MAPPING_FUNCTION } from '../jobs/resourceTypes';

export function listFilterOperators(call: Call): Promise<Reply> {
  const all = SCOPE_OPERATORS.map(({ name, arity, supportedAttributeTypes }) => ({
    id: name,
    name,
    arity,
    multivaluedComparisonType: 'All',
    supportedAttributeTypes,
  }));
  const context = (selection: string) => typeContext(call, `filterOperators${selection}`);
  return answerList(call, all, { type: FILTER_OPERATOR, context });
}

export function listFunctions(call: Call): Promise<Reply> {
  const context = (selection: string) => typeContext(call, `functions${selection}`);
  return answerList(call, functionSchemas(), { type: MAPPING_FUNCTION, context });
}
