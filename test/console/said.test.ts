import { recognise } from '../../console/rules/ids';
import { saidOf } from '../../console/rules/said';

test('what is known of a person is told by the paths that mappings read', () => {
  const data = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    externalId: '701984',
    active: true,
    name: { givenName: 'Babs', familyName: null },
    addresses: [{ type: 'work', locality: 'Oslo' }],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sales', manager: { value: '89607' } },
  };
  expect(saidOf(data)).toEqual([
    { path: 'active', value: 'true' },
    { path: 'name.givenName', value: 'Babs' },
    { path: 'name.familyName', value: '' },
    { path: 'addresses[type eq "work"].locality', value: 'Oslo' },
    { path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Sales' },
    { path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', value: '89607' },
  ]);
});

test.each([
  ['API2AAD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.c2a4e1b7-68d3-4f0a-9b1e-53d7a0c9e812~5120', ['upload']],
  ['API2AAD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.c2a4e1b7-68d3-4f0a-9b1e-53d7a0c9e812', ['job']],
  [' 01a22a0f-2463-7b00-8000-ffffff1a912c ', ['entry', 'person']],
  ['701984', ['person']],
  ['Ada Dahl', []],
  ['', []],
])('%p may be the id of %j', (text, kinds) => {
  expect(recognise(text).map(({ kind }) => kind)).toEqual(kinds);
});
