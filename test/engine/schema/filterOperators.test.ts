import { filterOperatorSchemas } from '../../../shared/engine/schema/filterOperators';

test('operators are listed the way Graph lists them', () => {
  const listed = filterOperatorSchemas();
  expect(listed[0]).toEqual({
    id: 'EQUALS',
    name: 'EQUALS',
    arity: 'Binary',
    multivaluedComparisonType: 'All',
    supportedAttributeTypes: ['String', 'Integer'],
  });
  const told = listed.map(
    ({ id, name, arity, supportedAttributeTypes: types }) => `${id}|${name}|${arity}|${types.join(' ')}`,
  );
  expect(told).toEqual([
    'EQUALS|EQUALS|Binary|String Integer',
    'NOT EQUALS|NOT EQUALS|Binary|String Integer',
    'IS TRUE|IS TRUE|Unary|Boolean',
    'IS FALSE|IS FALSE|Unary|Boolean',
    'IS NULL|IS NULL|Unary|String Integer Reference Binary Boolean DateTime',
    'IS NOT NULL|IS NOT NULL|Unary|String Integer Reference Binary Boolean DateTime',
    'REGEX MATCH|REGEX MATCH|Binary|String Integer',
    'NOT REGEX MATCH|NOT REGEX MATCH|Binary|String Integer',
    'Greater_Than|Greater_Than|Binary|Integer',
    'Greater_Than_OR_EQUALS|Greater_Than_OR_EQUALS|Binary|Integer',
    'Includes|Includes|Binary|String',
    'ENDS_WITH|ENDS_WITH|Binary|String',
    '&|&|Binary|String Integer',
    '!&|!&|Binary|String Integer',
  ]);
});
