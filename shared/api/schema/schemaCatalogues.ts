/** What a schema may use: operators of scoping filters and functions of expressions (spec/wire-contract.md 3.7). */
import { functionSchemas } from '../../engine/expression';
import { SCOPE_OPERATORS } from '../../engine/schema/scopeOperators';
import { typeContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';

export function listFilterOperators(call: Call): Reply {
  const value = SCOPE_OPERATORS.map(({ name, arity, supportedAttributeTypes }) => ({
    id: name,
    name,
    arity,
    multivaluedComparisonType: 'All',
    supportedAttributeTypes,
  }));
  return { status: 200, body: { '@odata.context': typeContext(call, 'filterOperators'), value } };
}

export function listFunctions(call: Call): Reply {
  return { status: 200, body: { '@odata.context': typeContext(call, 'functions'), value: functionSchemas() } };
}
