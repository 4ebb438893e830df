import { credentialsOf, skippedIn } from '../../../console/rules/job/atAGlance';

const AGENTS = { state: 'active' };

test.each([
  { name: 'a secret is saved', agents: null, hasCredentials: true, kind: 'scim', said: 'set' },
  { name: 'none is, and a service wants one', agents: null, hasCredentials: false, kind: 'scim', said: 'notSet' },
  {
    name: 'none is, and a domain wants one',
    agents: null,
    hasCredentials: false,
    kind: 'activeDirectory',
    said: 'notSet',
  },
  {
    name: 'none is, and Muster can be let in as itself',
    agents: null,
    hasCredentials: false,
    kind: 'entra',
    said: 'ownIdentity',
  },
  { name: 'Entra has one all the same', agents: null, hasCredentials: true, kind: 'entra', said: 'set' },
  {
    name: 'agents hold their own, whatever else is saved',
    agents: AGENTS,
    hasCredentials: true,
    kind: 'activeDirectory',
    said: 'atAgents',
  },
])('where $name, credentials are $said', ({ agents, hasCredentials, kind, said }) => {
  expect(credentialsOf({ agents, hasCredentials, target: { kind } })).toBe(said);
});

test.each([
  { name: 'of the cycle that is told beside it', id: 'c2', skipped: 4 },
  { name: 'of no other, which ended between two answers', id: 'c1', skipped: undefined },
])('those who were skipped are $name', ({ id, skipped }) => {
  expect(skippedIn({ id: 'c2', skipped: 4 }, id)).toBe(skipped);
  expect(skippedIn(null, id)).toBeUndefined();
});
