/** The operators of scoping filters as Graph lists them: `filterOperatorSchema` (spec/wire-contract.md 3.7). */
import type { AttributeType } from '../synchronizationSchema';
import { SCOPE_OPERATORS } from './scopeOperators';

export interface FilterOperatorSchema {
  /** Samples carry a `name`, the metadata an `id`; both are sent, equal. */
  readonly id: string;
  readonly name: string;
  readonly arity: 'Unary' | 'Binary';
  readonly multivaluedComparisonType: 'All';
  readonly supportedAttributeTypes: readonly AttributeType[];
}

export function filterOperatorSchemas(): readonly FilterOperatorSchema[] {
  return SCOPE_OPERATORS.map(({ name, arity, supportedAttributeTypes }) => ({
    id: name,
    name,
    arity,
    multivaluedComparisonType: 'All',
    supportedAttributeTypes,
  }));
}
