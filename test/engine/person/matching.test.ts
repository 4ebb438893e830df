import { decideMatch, matchKeys } from '../../../shared/engine/person/matching';
import type { JsonObject } from '../../../shared/scim/json';
import { CONTEXT, compiledOf } from '../support/schemas';

describe('matchKeys', () => {
  const compiled = compiledOf({
    source: ['mail', 'userName', 'hired'],
    target: ['mail', 'userPrincipalName', 'nick'],
    mappings: [
      ['userPrincipalName', 'ToLower([userName], )', { matchingPriority: 3, defaultValue: 'nobody' }],
      ['mail', '[mail]', { matchingPriority: 2 }],
      ['nick', '[userName]'],
    ],
  });
  const keys = (data: JsonObject) => matchKeys(compiled, data, CONTEXT);

  test('gives mapped values in the order of priority', () => {
    expect(keys({ externalId: 7, mail: 'ann@contoso.com', userName: 'ANN' })).toEqual({
      kind: 'keys',
      keys: [
        { attribute: 'employeeId', value: '7' },
        { attribute: 'mail', value: 'ann@contoso.com' },
        { attribute: 'userPrincipalName', value: 'ann' },
      ],
    });
  });

  test('leaves out what has no value, and never uses a default value', () => {
    expect(keys({ externalId: '', mail: 'ann@contoso.com' })).toEqual({
      kind: 'keys',
      keys: [{ attribute: 'mail', value: 'ann@contoso.com' }],
    });
  });

  test('a person without any value is skipped', () => {
    expect(keys({ mail: null, userName: '' })).toEqual({
      kind: 'skipped',
      reason: 'The user has no value for any matching attribute (externalId, mail, userName).',
    });
  });

  test('what takes itself out of the flow is no key', () => {
    const ignoring = compiledOf({
      source: ['x'],
      target: ['y'],
      mappings: [['y', 'IgnoreFlowIfNullOrEmpty([x])', { matchingPriority: 2 }]],
    });
    expect(matchKeys(ignoring, { externalId: '1' }, CONTEXT)).toEqual({
      kind: 'keys',
      keys: [{ attribute: 'employeeId', value: '1' }],
    });
  });

  test('a matching attribute that fails, fails the person', () => {
    const failing = compiledOf({
      source: ['x'],
      target: ['y', 'w'],
      mappings: [
        ['y', 'CDate([x])', { matchingPriority: 2 }],
        ['w', '[x]', { matchingPriority: 3 }],
      ],
    });
    expect(matchKeys(failing, { externalId: '1', x: ['a', 'b'] }, CONTEXT)).toMatchObject({
      kind: 'failed',
      failures: [
        { code: 'ExpressionFailed', attribute: 'y' },
        { code: 'SchemaPropertyCanOnlyAcceptValue', attribute: 'w' },
      ],
    });
  });
});

describe('decideMatch', () => {
  const key = { attribute: 'employeeId', value: '7' };

  test.each([
    { rule: 'nothing found: none', found: [], decision: { kind: 'none' } },
    { rule: 'one account: matched', found: [{ anchor: 'a' }], decision: { kind: 'matched', anchor: 'a' } },
    {
      rule: 'one that is linked to the person already: matched',
      found: [{ anchor: 'a', linkedTo: '1' }],
      decision: { kind: 'matched', anchor: 'a' },
    },
    {
      rule: 'several accounts',
      found: [{ anchor: 'a' }, { anchor: 'b' }],
      decision: {
        kind: 'failed',
        failure: {
          code: 'DuplicateTargetEntries',
          message: 'Several accounts have employeeId "7".',
          attribute: 'employeeId',
        },
      },
    },
    {
      rule: "somebody else's account",
      found: [{ anchor: 'a', linkedTo: '2' }],
      decision: {
        kind: 'failed',
        failure: {
          code: 'DuplicateSourceEntries',
          message: "User '1' cannot be matched: the account with employeeId \"7\" belongs to User '2'.",
          attribute: 'employeeId',
        },
      },
    },
  ])('$rule', ({ found, decision }) => {
    expect(decideMatch(key, found, '1')).toEqual(decision);
  });
});
