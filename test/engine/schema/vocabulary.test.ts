import { compileVocabulary, NO_VOCABULARY } from '../../../shared/engine/schema/vocabulary';
import { ENTERPRISE_USER } from '../../../shared/scim/urns';

const CONTAINERS = ['name', ENTERPRISE_USER.toLowerCase()];

test('of a schema that knows no name only the two objects of SCIM are known', () => {
  expect(NO_VOCABULARY).toEqual({
    spelling: new Map(),
    containers: new Set(CONTAINERS),
    attributes: new Set(),
    read: new Set(),
    scoped: new Set(),
    clearedByOmission: [],
  });
});

test('of two spellings of an object the first stands', () => {
  const { spelling, containers } = compileVocabulary({
    attributes: ['urn:x:User:badge', 'URN:X:USER:Level'],
    read: [],
    scoped: [],
    clearedByOmission: [],
  });
  expect([...spelling.values()]).toEqual(['urn:x:User:badge', 'urn:x:User', 'URN:X:USER:Level']);
  expect([...containers]).toEqual([...CONTAINERS, 'urn:x:user']);
});
