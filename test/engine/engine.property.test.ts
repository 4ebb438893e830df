/** What holds of any person, schema and account, tried on many. */

import { planChanges } from '../../shared/engine/person/changes';
import { explainPlan } from '../../shared/engine/person/explain';
import type { Plan } from '../../shared/engine/person/plan';
import { parseSchema } from '../../shared/engine/review/parseSchema';
import { compileSchema } from '../../shared/engine/schema/compileSchema';
import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { attribute } from '../../shared/engine/schema/defaults/tables';
import { compileScope } from '../../shared/engine/schema/scoping';
import type { AttributeType, FilterClause, FlowType, ScopeFilter } from '../../shared/engine/synchronizationSchema';
import { comparisonKey, sameValue } from '../../shared/engine/values/compare';
import { converterFor, Refusal } from '../../shared/engine/values/convert';
import { parseInstant, printInstant } from '../../shared/engine/values/instant';
import { compileAttributePath } from '../../shared/scim/attributePath';
import { canonicalUser } from '../../shared/scim/canonical';
import { flattenUser } from '../../shared/scim/flatten';
import type { JsonObject } from '../../shared/scim/json';
import type { Value } from '../../shared/value';
import fc from '../support/property';
import { CONTEXT, compiledOf, type MappingRow } from './support/schemas';

const word = fc.constantFrom('', 'a', 'A', 'b', 'Sales', 'sales', '7', '07', '42', 'True', '2024-05-01', 'ß', ' x ');
const scalar = fc.oneof(word, fc.integer({ min: -3, max: 50 }), fc.boolean());
const value: fc.Arbitrary<Value> = fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 3 }));
const type = fc.constantFrom<AttributeType>('String', 'Integer', 'Boolean', 'DateTime', 'Binary');

describe('changes', () => {
  const flowType = fc.constantFrom<FlowType>(
    'Always',
    'ObjectAddOnly',
    'MultiValueAddOnly',
    'ValueAddOnly',
    'AttributeAddOnly',
  );
  const column = fc.record({
    type,
    multivalued: fc.boolean(),
    caseExact: fc.boolean(),
    required: fc.boolean(),
    flowType,
    defaultValue: fc.constantFrom(null, '7'),
    nullFlows: fc.boolean(),
    expression: fc.constantFrom(
      '[x]',
      'ToLower([x], )',
      'Coalesce([x], [z])',
      'IgnoreFlowIfNullOrEmpty([x])',
      '"7"',
      null,
    ),
  });
  const columns = fc.array(column, { minLength: 1, maxLength: 4 });
  const person = fc.record({ externalId: fc.constant('1'), x: value, z: value }, { requiredKeys: ['externalId'] });

  const compiledFor = (table: readonly (typeof column extends fc.Arbitrary<infer Column> ? Column : never)[]) =>
    compiledOf({
      source: [
        { ...attribute('x'), flowNullValues: true },
        { ...attribute('z'), flowNullValues: true },
      ],
      target: table.map(({ type: of, multivalued, caseExact, required }, index) =>
        // 7 is a value of every type but these two, so it is no default of theirs.
        attribute(`y${index}`, {
          type: of === 'Boolean' || of === 'DateTime' ? 'String' : of,
          multivalued,
          caseExact,
          required,
        }),
      ),
      mappings: table.map(({ expression, flowType: flow, defaultValue, nullFlows }, index): MappingRow => {
        const options = { flowType: flow, defaultValue, ...(nullFlows && { flowNullValues: true }) };
        return [`y${index}`, expression, options];
      }),
    });

  const applied = (plan: Plan, before: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> => {
    if (plan.kind === 'create') return plan.attributes;
    return plan.kind === 'update' ? { ...before, ...plan.changes } : before;
  };

  test('once applied, planning again changes nothing', () => {
    fc.assert(
      fc.property(columns, person, person, (table, first, second) => {
        const compiled = compiledFor(table);
        const plan = planChanges(compiled, first as JsonObject, undefined, CONTEXT);
        fc.pre(plan.kind === 'create');
        const created = applied(plan, {});
        const again = planChanges(compiled, first as JsonObject, { attributes: created }, CONTEXT);
        // A default is for new accounts, so what it filled in may flow back to nothing; then, and only then, once more.
        const settled = applied(again, created);
        expect(planChanges(compiled, first as JsonObject, { attributes: settled }, CONTEXT).kind).not.toBe('update');
        const updated = planChanges(compiled, second as JsonObject, { attributes: settled }, CONTEXT);
        fc.pre(updated.kind === 'update');
        const moved = applied(updated, settled);
        expect(planChanges(compiled, second as JsonObject, { attributes: moved }, CONTEXT).kind).toBe('nothing');
      }),
    );
  });

  test('a plan is the same each time, explains every mapping and touches neither person nor account', () => {
    fc.assert(
      fc.property(
        columns,
        person,
        fc.option(fc.dictionary(fc.constantFrom('y0', 'y1', 'y2'), value)),
        (table, data, attributes) => {
          const compiled = compiledFor(table);
          const account = attributes === null ? undefined : { attributes };
          const before = JSON.stringify([data, account]);
          const plan = planChanges(compiled, data as JsonObject, account, CONTEXT);
          expect(planChanges(compiled, data as JsonObject, account, CONTEXT)).toEqual(plan);
          const explanations = explainPlan(compiled, data as JsonObject, account, plan);
          expect(JSON.stringify([data, account])).toBe(before);
          const wrote = plan.kind === 'create' ? plan.attributes : plan.kind === 'update' ? plan.changes : {};
          expect(explanations.filter(({ written }) => written).map(({ target }) => target)).toEqual(Object.keys(wrote));
        },
      ),
    );
  });

  test('any JSON at all ends in a plan', () => {
    const compiled = compileSchema(defaultSchema('API2AAD', { id: 'any' }));
    fc.assert(
      fc.property(
        fc.object({
          key: fc.oneof(
            fc.string(),
            fc.constantFrom('externalId', 'name', 'emails', 'active', 'addresses', '__proto__'),
          ),
        }),
        (any) => {
          const data = canonicalUser(JSON.parse(JSON.stringify(any)));
          const plan = planChanges(compiled, data, undefined, CONTEXT);
          expect(['create', 'failed', 'nothing']).toContain(plan.kind); // nothing: somebody disabled, of whom too little is known
          expect(Object.values(flattenUser(data)).every((line) => typeof line === 'string')).toBe(true);
        },
      ),
    );
  });
});

describe('values', () => {
  test('sameness is symmetric, and every value is the same as itself', () => {
    fc.assert(
      fc.property(type, fc.boolean(), value, value, (of, caseExact, left, right) => {
        const keyOf = comparisonKey({ name: 'y', type: of, caseExact, metadata: [] });
        expect(sameValue(left, left, keyOf)).toBe(true);
        expect(sameValue(left, right, keyOf)).toBe(sameValue(right, left, keyOf));
      }),
    );
  });

  test('what was converted converts to itself', () => {
    fc.assert(
      fc.property(type, fc.boolean(), value, (of, multivalued, given) => {
        const convert = converterFor({ name: 'y', type: of, multivalued });
        const converted = convert(given);
        fc.pre(!(converted instanceof Refusal));
        expect(convert(converted)).toEqual(converted);
      }),
    );
  });

  test('printed instants parse to what they were', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(printInstant(date.getTime()))).toBe(date.getTime());
        },
      ),
    );
  });
});

describe('scoping', () => {
  const names = ['x', 'y', 'z'];
  const operand = fc.constantFrom('a', 'Sales', '7', '42', 'True', 's');
  const clause: fc.Arbitrary<FilterClause> = fc
    .record({
      sourceOperandName: fc.constantFrom(...names),
      operatorName: fc.constantFrom(
        'EQUALS',
        'NOT EQUALS',
        'IS TRUE',
        'IS FALSE',
        'IS NULL',
        'IS NOT NULL',
        'REGEX MATCH',
        'NOT REGEX MATCH',
        'Includes',
        'ENDS_WITH',
        'Greater_Than',
        'Greater_Than_OR_EQUALS',
        '&',
        '!&',
      ),
      text: operand,
      number: fc.constantFrom('0', '7', '42'),
    })
    .map(({ sourceOperandName, operatorName, text, number }) => ({
      sourceOperandName,
      operatorName,
      targetOperand: {
        values: operatorName.startsWith('IS') ? [] : [operatorName.startsWith('Greater') ? number : text],
      },
    }));
  const filter: fc.Arbitrary<ScopeFilter> = fc.record({
    groups: fc.array(fc.record({ name: fc.string(), clauses: fc.array(clause, { maxLength: 3 }) }), { maxLength: 3 }),
  });
  const person = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(word, fc.integer({ min: 0, max: 50 }), fc.boolean(), fc.constant(null)),
  );

  /** The rules of the specification, word for word and without a thought for speed. */
  function naive(each: FilterClause, given: string | number | boolean | null): boolean {
    const empty = given === null || given === '';
    const text = typeof given === 'boolean' ? (given ? 'True' : 'False') : String(given);
    const [wanted = ''] = each.targetOperand.values;
    const whole = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : undefined;
    switch (each.operatorName) {
      case 'EQUALS':
        return (
          !empty && (typeof given === 'number' && /^\d+$/.test(wanted) ? given === Number(wanted) : text === wanted)
        );
      case 'NOT EQUALS':
        return !empty && !naive({ ...each, operatorName: 'EQUALS' }, given);
      case 'IS TRUE':
        return !empty && ['true', '1'].includes(text.trim().toLowerCase());
      case 'IS FALSE':
        return !empty && ['false', '0'].includes(text.trim().toLowerCase());
      case 'IS NULL':
        return empty;
      case 'IS NOT NULL':
        return !empty;
      case 'REGEX MATCH':
        return !empty && new RegExp(wanted).test(text);
      case 'NOT REGEX MATCH':
        return !empty && !new RegExp(wanted).test(text);
      case 'Includes':
        return !empty && text.includes(wanted);
      case 'ENDS_WITH':
        return !empty && text.endsWith(wanted);
      case 'Greater_Than':
        return typeof given !== 'boolean' && whole !== undefined && whole > Number(wanted);
      case 'Greater_Than_OR_EQUALS':
        return typeof given !== 'boolean' && whole !== undefined && whole >= Number(wanted);
      case '&':
        if (empty) return false;
        return typeof given === 'number' && /^\d+$/.test(wanted)
          ? (given & Number(wanted)) !== 0
          : wanted.includes(text);
      default:
        return !empty && !naive({ ...each, operatorName: '&' }, given);
    }
  }

  test('agrees with a naive reading of the rules', () => {
    fc.assert(
      fc.property(filter, person, (given, source) => {
        const compilation = compileScope(given, new Map());
        const verdict = compilation.ok && compilation.scope.evaluate((name) => source[name] ?? null);
        const admitted = given.groups.some(({ clauses }) =>
          clauses.every((each) => naive(each, source[each.sourceOperandName] ?? null)),
        );
        expect(verdict).toMatchObject({ inScope: given.groups.length === 0 || admitted });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('names', () => {
  test('lines of flattened people are read back by their names', () => {
    const member = fc.constantFrom('givenName', 'value', 'type', 'locality', 'Grade');
    const part = fc.dictionary(member, word);
    const data = fc.record(
      {
        userName: word,
        name: part,
        emails: fc.array(part, { maxLength: 1 }),
        'urn:contoso:User': part,
        'urn:contoso:User:2.0': part,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(data, (person) => {
        for (const [name, line] of Object.entries(flattenUser(person as JsonObject))) {
          const read = compileAttributePath(name).read(person as JsonObject);
          expect([name, read]).toEqual([name, line]);
        }
      }),
    );
  });
});

describe('schemas', () => {
  test('whatever is sent gets an answer, and what passes compiles', () => {
    const noise = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('node'), { maxLength: 3 }),
        tie('object'),
      ),
      object: fc.dictionary(
        fc.constantFrom(
          'synchronizationRules',
          'directories',
          'objects',
          'attributes',
          'name',
          'objectMappings',
          'attributeMappings',
          'source',
          'scope',
          'groups',
        ),
        tie('node'),
      ),
    })).object;
    fc.assert(
      fc.property(noise, (any) => {
        const parsed = parseSchema(any);
        if (!parsed.ok) expect(parsed.faults.length).toBeGreaterThan(0);
        else compileSchema(parsed.schema);
      }),
    );
  });

  test('a schema with one member spoiled is refused with a place, or still compiles', () => {
    const text = JSON.stringify(defaultSchema('API2AAD', { id: 'spoiled' }));
    const places = [
      ...text.matchAll(
        /"(?:name|expression|type|targetAttributeName|flowType|matchingPriority|source)":("(?:[^"\\]|\\.)*"|\d+|null)/g,
      ),
    ];
    fc.assert(
      fc.property(
        fc.nat({ max: places.length - 1 }),
        fc.constantFrom('null', '"nope"', '7', '[]', '{}', '""'),
        (index, spoiled) => {
          const place = places[index];
          const start = (place?.index ?? 0) + (place?.[0].indexOf(':') ?? 0) + 1;
          const parsed = parseSchema(
            JSON.parse(text.slice(0, start) + spoiled + text.slice(start + (place?.[1]?.length ?? 0))),
          );
          if (parsed.ok) compileSchema(parsed.schema);
          else expect(parsed.faults.every(({ path, message }) => path !== '' && message !== '')).toBe(true);
        },
      ),
    );
  });
});
