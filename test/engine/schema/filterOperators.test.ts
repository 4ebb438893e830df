import { filterOperatorSchemas } from '../../../shared/engine/schema/filterOperators';

test('operators are listed the way Graph lists them', () => {
  const listed = filterOperatorSchemas();
  expect(listed).toHaveLength(14);
  expect(listed.slice(0, 3)).toEqual([
    {
      id: 'EQUALS',
      name: 'EQUALS',
      arity: 'Binary',
      multivaluedComparisonType: 'All',
      supportedAttributeTypes: ['String', 'Integer'],
    },
    {
      id: 'NOT EQUALS',
      name: 'NOT EQUALS',
      arity: 'Binary',
      multivaluedComparisonType: 'All',
      supportedAttributeTypes: ['String', 'Integer'],
    },
    {
      id: 'IS TRUE',
      name: 'IS TRUE',
      arity: 'Unary',
      multivaluedComparisonType: 'All',
      supportedAttributeTypes: ['Boolean'],
    },
  ]);
});
