import { SCOPE_OPERATORS, scopeOperator } from '../../../shared/engine/schema/scopeOperators';
import { compileScope, type Scope, type ScopeAttribute } from '../../../shared/engine/schema/scoping';
import type { AttributeType, FilterClause, ScopeFilter } from '../../../shared/engine/synchronizationSchema';
import { Refusal } from '../../../shared/engine/values/convert';
import type { Value } from '../../../shared/value';

const clause = (sourceOperandName: string, operatorName: string, ...values: string[]): FilterClause => ({
  sourceOperandName,
  operatorName,
  targetOperand: { values },
});

const attributes = (types: Record<string, AttributeType | ScopeAttribute> = {}) =>
  new Map(
    Object.entries(types).map(([name, type]) => [name, typeof type === 'string' ? { type, multivalued: false } : type]),
  );

function compiled(filter: ScopeFilter | null, types: Record<string, AttributeType> = {}): Scope {
  const compilation = compileScope(filter, attributes(types));
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.faults));
  return compilation.scope;
}

const holds = (one: FilterClause, value: Value, types: Record<string, AttributeType> = {}) =>
  compiled({ groups: [{ name: 'g', clauses: [one] }] }, types).evaluate(() => value).inScope;

describe('operators', () => {
  test.each<{ operator: string; operand?: string; yes: Value[]; no: Value[] }>([
    {
      operator: 'EQUALS',
      operand: 'Sales',
      yes: ['Sales', ['Sales', 'Sales']],
      no: ['sales', ' Sales', '', null, [], ['Sales', 'IT']],
    },
    { operator: 'EQUALS', operand: '7', yes: [7, '7'], no: ['07', 7.5, 8, '7.0', true] },
    { operator: 'EQUALS', operand: '07', yes: [7, '07'], no: ['7'] },
    { operator: 'EQUALS', operand: 'True', yes: [true, 'True'], no: [false, 'true'] },
    { operator: 'NOT EQUALS', operand: 'Sales', yes: ['sales', 'IT', 3], no: ['Sales', '', null, []] },
    { operator: 'IS TRUE', yes: [true, 'True', 'TRUE'], no: [false, 'False', 'yes', '', null] },
    { operator: 'IS FALSE', yes: [false, 'false'], no: [true, 'True', 'no', '', null] },
    { operator: 'IS NULL', yes: [null, '', []], no: ['0', 0, false, ' ', ['x']] },
    { operator: 'IS NOT NULL', yes: ['0', 0, false, ' ', ['x']], no: [null, '', []] },
    { operator: 'REGEX MATCH', operand: '^1[0-9]{2}$', yes: ['123', 123], no: ['1234', '', null] },
    { operator: 'REGEX MATCH', operand: 'ale', yes: ['Sales'], no: ['SALES'] },
    { operator: 'NOT REGEX MATCH', operand: 'ale', yes: ['SALES', 5], no: ['Sales', '', null] },
    {
      operator: 'REGEX MATCH',
      operand: '^.*Manager(?! Assistant).*$',
      yes: ['Sales Manager', 'Manager Assistant, Manager'],
      no: ['Manager Assistant', 'Clerk', '', null, ['Manager', 'Clerk']],
    },
    {
      operator: 'NOT REGEX MATCH',
      operand: '(\\d)\\1(?<!00)',
      yes: ['123', '100'],
      no: ['122', 1100, ['100', '11'], '', null],
    },
    { operator: 'REGEX MATCH', operand: '\\bÉlo', yes: ['Anne Élodie'], no: ['ÀÉlodie', 'Elodie'] },
    { operator: 'REGEX MATCH', operand: '^(?>Sales|Sal)$', yes: ['Sales', 'Sal'], no: ['Sale'] },
    { operator: 'REGEX MATCH', operand: '\\w\\b', yes: ['é', 'e'], no: ['-'] },
    {
      operator: 'Greater_Than',
      operand: '1000',
      yes: [1001, '1001', 9007199254740993n],
      no: [1000, 999, '999', 'many', 1000.5, null, ''],
    },
    { operator: 'Greater_Than', operand: '9007199254740993', yes: ['9007199254740994'], no: ['9007199254740993'] },
    { operator: 'Greater_Than_OR_EQUALS', operand: '1000', yes: [1000, 1001], no: [999, 'x', null] },
    { operator: 'Greater_Than_OR_EQUALS', operand: '0', yes: [0, 1], no: [-1] },
    { operator: 'Includes', operand: 'Manager', yes: ['Senior Manager'], no: ['senior manager', '', null] },
    {
      operator: 'ENDS_WITH',
      operand: '.example',
      yes: ['a.example'],
      no: ['a.Example', 'exampleX', '.example.com', null],
    },
    { operator: '&', operand: 'US;CA', yes: ['CA', 'A'], no: ['DE', '', null] },
    { operator: '&', operand: '6', yes: [2, 4, 7, '6'], no: [1, 8, 0, '2'] },
    { operator: '!&', operand: 'US;CA', yes: ['DE'], no: ['CA', '', null] },
    { operator: '!&', operand: '6', yes: [1, 8], no: [2, null] },
  ])('$operator $operand', ({ operator, operand, yes, no }) => {
    const one = clause('x', operator, ...(operand === undefined ? [] : [operand]));
    expect(yes.filter((value) => !holds(one, value))).toEqual([]);
    expect(no.filter((value) => holds(one, value))).toEqual([]);
  });

  test('bits of an integer attribute are tested although its value was sent as text', () => {
    const one = clause('x', '&', '6');
    expect(holds(one, '4', { x: 'Integer' })).toBe(true);
    expect(holds(one, '6', { x: 'String' })).toBe(true);
    expect(holds(one, '4', { x: 'String' })).toBe(false);
    expect(holds(clause('x', '!&', '6'), '4', { x: 'Integer' })).toBe(false);
    expect(holds(clause('x', '&', 'many'), 1, { x: 'Integer' })).toBe(false);
    expect(holds(one, 2.5)).toBe(false);
  });

  test.each(['greater than or equals', 'GREATER_THAN_OR_EQUALS', 'Greater_Than_OR_EQUALS', 'greaterThanOrEquals'])(
    '%s is one operator, whatever the spelling',
    (name) => {
      expect(scopeOperator(name)?.name).toBe('Greater_Than_OR_EQUALS');
    },
  );

  test('the table lists fourteen operators with their arity and types', () => {
    expect(
      SCOPE_OPERATORS.map(({ name, arity, supportedAttributeTypes: types }) => [name, arity, types.join(' ')]),
    ).toEqual([
      ['EQUALS', 'Binary', 'String Integer'],
      ['NOT EQUALS', 'Binary', 'String Integer'],
      ['IS TRUE', 'Unary', 'Boolean'],
      ['IS FALSE', 'Unary', 'Boolean'],
      ['IS NULL', 'Unary', 'String Integer Reference Binary Boolean DateTime'],
      ['IS NOT NULL', 'Unary', 'String Integer Reference Binary Boolean DateTime'],
      ['REGEX MATCH', 'Binary', 'String Integer'],
      ['NOT REGEX MATCH', 'Binary', 'String Integer'],
      ['Greater_Than', 'Binary', 'Integer'],
      ['Greater_Than_OR_EQUALS', 'Binary', 'Integer'],
      ['Includes', 'Binary', 'String'],
      ['ENDS_WITH', 'Binary', 'String'],
      ['&', 'Binary', 'String Integer'],
      ['!&', 'Binary', 'String Integer'],
    ]);
  });
});

describe('a filter', () => {
  const staff: ScopeFilter = {
    groups: [
      { name: 'Sales', clauses: [clause('department', 'EQUALS', 'Sales'), clause('active', 'IS TRUE')] },
      { name: 'Managers', clauses: [clause('title', 'includes', 'Manager')] },
    ],
  };
  const evaluate = (filter: ScopeFilter | null, person: Record<string, Value>) =>
    compiled(filter).evaluate((name) => person[name] ?? null);

  test.each([null, { groups: [] }])('that is empty admits everybody', (filter) => {
    expect(compiled(filter).filters).toBe(false);
    expect(evaluate(filter, {})).toEqual({
      inScope: true,
      reason: 'No scoping filter is set.',
      clauses: {},
      keepsAccount: false,
      blank: [],
    });
  });

  test('admits by any group whose clauses all hold, and shows every clause', () => {
    expect(compiled(staff).filters).toBe(true);
    expect(evaluate(staff, { department: 'IT', title: 'Manager', active: true })).toEqual({
      inScope: true,
      reason: 'Filter group "Managers" holds.',
      clauses: {
        "Sales.department EQUALS 'Sales'": false,
        'Sales.active IS TRUE': true,
        "Managers.title Includes 'Manager'": true,
      },
      keepsAccount: false,
      blank: [],
    });
  });

  test('names the first group that admits', () => {
    expect(evaluate(staff, { department: 'Sales', active: true, title: 'Manager' }).reason).toBe(
      'Filter group "Sales" holds.',
    );
  });

  test('says what each group is missing when none admits', () => {
    expect(evaluate(staff, { department: 'Sales', active: false })).toEqual({
      inScope: false,
      reason: 'No filter group holds: "Sales" needs active IS TRUE; "Managers" needs title Includes \'Manager\'.',
      clauses: {
        "Sales.department EQUALS 'Sales'": true,
        'Sales.active IS TRUE': false,
        "Managers.title Includes 'Manager'": false,
      },
      keepsAccount: false,
      blank: [],
    });
  });

  test('a group without clauses admits everybody', () => {
    expect(evaluate({ groups: [{ name: 'all', clauses: [] }] }, {}).inScope).toBe(true);
  });

  describe('with input groups', () => {
    const early: ScopeFilter = {
      groups: [{ name: 'Sales', clauses: [clause('department', 'EQUALS', 'Sales')] }],
      inputFilterGroups: [{ name: 'Staff', clauses: [clause('userType', 'EQUALS', 'Employee')] }],
    };

    test('whoever they keep out keeps the account', () => {
      const { inScope, keepsAccount, reason } = evaluate(early, { department: 'Sales', userType: 'Guest' });
      expect({ inScope, keepsAccount, reason }).toEqual({
        inScope: false,
        keepsAccount: true,
        reason: 'No filter group holds: "Staff" needs userType EQUALS \'Employee\'.',
      });
    });

    test('whoever they admit is judged by the groups', () => {
      expect(evaluate(early, { department: 'Sales', userType: 'Employee' })).toMatchObject({
        inScope: true,
        reason: 'Filter group "Sales" holds.',
        keepsAccount: false,
      });
      expect(evaluate(early, { department: 'IT', userType: 'Employee' })).toMatchObject({
        inScope: false,
        keepsAccount: false,
      });
    });

    test('they work without groups beside them', () => {
      const { inputFilterGroups = [] } = early;
      expect(evaluate({ groups: [], inputFilterGroups }, { userType: 'Employee' })).toMatchObject({
        inScope: true,
        reason: 'No scoping filter is set.',
      });
    });
  });
});

describe('a clause that cannot be judged', () => {
  const refusal = new Refusal('InvalidValue', 'level is "many".');
  const undecided = { code: 'InvalidValue', message: 'level is "many".', attribute: 'level' };
  const level = clause('level', 'Greater_Than', '3');
  const sales = clause('department', 'EQUALS', 'Sales');
  const group = (...clauses: FilterClause[]) => ({ name: 'g', clauses });
  const judge = (filter: ScopeFilter, department: string) =>
    compiled(filter).evaluate((name) => (name === 'level' ? refusal : department));

  test.each<{ rule: string; filter: ScopeFilter; department: string }>([
    { rule: 'alone', filter: { groups: [group(level)] }, department: 'IT' },
    { rule: 'beside one that holds', filter: { groups: [group(sales, level)] }, department: 'Sales' },
    { rule: 'beside a group that fails', filter: { groups: [group(sales), group(level)] }, department: 'IT' },
    {
      rule: 'in an input filter',
      filter: { groups: [group(sales)], inputFilterGroups: [group(level)] },
      department: 'IT',
    },
    {
      rule: 'behind an input filter that admits',
      filter: { groups: [group(level)], inputFilterGroups: [group(sales)] },
      department: 'Sales',
    },
  ])('leaves the verdict open: $rule', ({ filter, department }) => {
    expect(judge(filter, department)).toMatchObject({
      undecided,
      reason: 'It cannot be told: level is "many".',
      keepsAccount: false,
      blank: [],
      clauses: { "g.level Greater_Than '3'": null },
    });
  });

  test.each<{ rule: string; filter: ScopeFilter; department: string; inScope: boolean; keepsAccount?: boolean }>([
    { rule: 'a clause beside it fails', filter: { groups: [group(level, sales)] }, department: 'IT', inScope: false },
    {
      rule: 'another group admits',
      filter: { groups: [group(level), group(sales)] },
      department: 'Sales',
      inScope: true,
    },
    {
      rule: 'an input filter keeps the person out',
      filter: { groups: [group(level)], inputFilterGroups: [group(sales)] },
      department: 'IT',
      inScope: false,
      keepsAccount: true,
    },
  ])('does not matter where $rule', ({ filter, department, inScope, keepsAccount = false }) => {
    const verdict = judge(filter, department);
    expect(verdict).toMatchObject({ inScope, keepsAccount });
    expect(verdict.undecided).toBeUndefined();
  });
});

test('while a verdict is open nobody is told to leave by what is blank', () => {
  const refusal = new Refusal('InvalidValue', 'level is "many".');
  const clauses = [clause('department', 'EQUALS', 'Sales'), clause('level', 'Greater_Than', '3')];
  const { evaluate } = compiled({ groups: clauses.map((each) => ({ name: 'g', clauses: [each] })) });
  const verdict = evaluate(
    (name) => (name === 'level' ? refusal : ''),
    () => true,
  );
  expect(verdict).toMatchObject({ undecided: { attribute: 'level' }, blank: [] });
});

describe('a pattern that takes too long on a value', () => {
  const slow = `${'a'.repeat(40)}!`;
  const judge = (operator: string, value: Value) =>
    compiled({ groups: [{ name: 'g', clauses: [clause('title', operator, '^(a|a)+\\b(?!!)')] }] }).evaluate(
      () => value,
    );

  test.each(['REGEX MATCH', 'NOT REGEX MATCH'])('leaves the verdict of %s open', (operator) => {
    const message = "'^(a|a)+\\b(?!!)': the pattern takes too long on this value.";
    expect(judge(operator, slow)).toMatchObject({
      undecided: { code: 'ExpressionFailed', message, attribute: 'title' },
      reason: `It cannot be told: ${message}`,
      clauses: { [`g.title ${operator} '^(a|a)+\\b(?!!)'`]: null },
    });
  });

  test('does not matter beside a value that fails', () => {
    expect(judge('REGEX MATCH', [slow, 'b'])).toMatchObject({ inScope: false });
    expect(judge('REGEX MATCH', [slow, 'b']).undecided).toBeUndefined();
    expect(judge('REGEX MATCH', ['a', slow]).undecided).toBeDefined();
    expect(judge('REGEX MATCH', ['a', 'aa'])).toMatchObject({ inScope: true });
  });
});

describe('what was said to be blank', () => {
  const filter: ScopeFilter = {
    groups: [
      { name: 'a', clauses: [clause('department', 'EQUALS', 'Sales'), clause('title', 'IS NOT NULL')] },
      { name: 'b', clauses: [clause('department', 'EQUALS', 'IT'), clause('active', 'IS TRUE')] },
    ],
  };
  const judge = (person: Record<string, Value>) =>
    compiled(filter).evaluate(
      (name) => person[name] ?? null,
      (name) => name in person,
    );

  test('is named where a clause that fails asks for it', () => {
    expect(judge({ department: '', title: 'Lead', active: true }).blank).toEqual(['department']);
    expect(judge({ department: 'Sales', title: null }).blank).toEqual(['title']);
  });

  test.each<{ rule: string; person: Record<string, Value> }>([
    { rule: 'what was left out', person: {} },
    { rule: 'what has a value', person: { department: 'HR' } },
    { rule: 'what no clause that fails asks for', person: { department: 'Sales', title: 'Lead', active: '' } },
  ])('is not $rule', ({ person }) => {
    expect(judge(person).blank).toEqual([]);
  });

  test('nobody is asked who says nothing of what was said', () => {
    expect(compiled(filter).evaluate(() => null)).toMatchObject({ inScope: false, blank: [] });
  });

  test('what cannot be read is not blank', () => {
    const refusal = new Refusal('InvalidValue', 'no');
    const mixed: ScopeFilter = {
      groups: [{ name: 'g', clauses: [clause('x', 'IS TRUE'), clause('y', 'IS NOT NULL')] }],
    };
    const verdict = compiled(mixed).evaluate(
      (name) => (name === 'x' ? refusal : null),
      () => true,
    );
    expect(verdict.blank).toEqual(['y']);
  });
});

describe('faults', () => {
  test.each<{ one: FilterClause; type?: AttributeType | ScopeAttribute; code: string; at: string; message: string }>([
    {
      one: clause('x', 'LOOKS LIKE', 'a'),
      code: 'UnknownOperator',
      at: 'operatorName',
      message: '"LOOKS LIKE" is no operator of scoping filters.',
    },
    {
      one: clause('x', 'EQUALS'),
      code: 'InvalidOperand',
      at: 'targetOperand.values',
      message: 'The operand of EQUALS must be one value, got 0.',
    },
    {
      one: clause('x', 'EQUALS', 'a', 'b'),
      code: 'InvalidOperand',
      at: 'targetOperand.values',
      message: 'The operand of EQUALS must be one value, got 2.',
    },
    {
      one: clause('x', 'Greater_Than', '1.5'),
      code: 'InvalidOperand',
      at: 'targetOperand.values',
      message: 'The operand of Greater_Than must be a whole number from 0, got "1.5".',
    },
    {
      one: clause('x', 'Greater_Than_OR_EQUALS', '-1'),
      code: 'InvalidOperand',
      at: 'targetOperand.values',
      message: 'The operand of Greater_Than_OR_EQUALS must be a whole number from 0, got "-1".',
    },
    {
      one: clause('x', 'IS TRUE'),
      type: 'String',
      code: 'AttributeNotFilterable',
      at: 'sourceOperandName',
      message: 'x is of type String; IS TRUE tests Boolean only.',
    },
    {
      one: clause('x', 'EQUALS', 'a'),
      type: 'DateTime',
      code: 'AttributeNotFilterable',
      at: 'sourceOperandName',
      message: 'x is of type DateTime; EQUALS tests String and Integer only.',
    },
    {
      one: clause('x', 'IS NULL'),
      type: 'Reference',
      code: 'AttributeNotFilterable',
      at: 'sourceOperandName',
      message: 'x is a reference; scoping filters cannot test references.',
    },
    {
      one: clause('x', 'IS NULL'),
      type: { type: 'String', multivalued: true },
      code: 'AttributeNotFilterable',
      at: 'sourceOperandName',
      message: 'x is multi-valued; scoping filters test single values only.',
    },
  ])('$message', ({ one, type, code, at, message }) => {
    const filter = { groups: [{ name: 'g', clauses: [clause('y', 'IS NULL'), one] }] };
    expect(compileScope(filter, attributes(type === undefined ? {} : { x: type }))).toEqual({
      ok: false,
      faults: [{ code, path: `groups[0].clauses[1].${at}`, message }],
    });
  });

  test('a pattern that cannot be used is a fault with its reason', () => {
    const compilation = compileScope(
      { groups: [{ name: 'g', clauses: [clause('x', 'REGEX MATCH', '(')] }] },
      new Map(),
    );
    expect(compilation.ok ? [] : compilation.faults.map(({ code }) => code)).toEqual(['InvalidOperand']);
    expect(compilation.ok ? '' : compilation.faults[0]?.message).toMatch(
      /^The operand of REGEX MATCH is no usable pattern: \w+/,
    );
  });

  test('of all clauses in all groups at once', () => {
    const compilation = compileScope(
      {
        groups: [{ name: 'g', clauses: [clause('x', 'NO SUCH'), clause('x', 'EQUALS')] }],
        inputFilterGroups: [{ name: 'i', clauses: [clause('x', 'NOT REGEX MATCH', '(')] }],
      },
      new Map(),
    );
    expect(compilation.ok ? [] : compilation.faults.map(({ path }) => path)).toEqual([
      'inputFilterGroups[0].clauses[0].targetOperand.values',
      'groups[0].clauses[0].operatorName',
      'groups[0].clauses[1].targetOperand.values',
    ]);
  });

  test('the operand of a unary operator is passed over', () => {
    expect(holds(clause('x', 'IS NULL', 'whatever'), null)).toBe(true);
  });
});
