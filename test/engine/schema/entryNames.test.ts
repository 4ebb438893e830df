import { keysAround, liesWithin, placeOf } from '../../../shared/engine/schema/entryNames';

test.each<{ name: string; place: [container: string | null, member: string, below: string] }>([
  { name: 'title', place: [null, 'title', ''] },
  { name: 'Name.givenName', place: ['Name', 'givenName', ''] },
  { name: 'name.givenName.x', place: ['name', 'givenName', '.x'] },
  { name: 'name.', place: [null, 'name', '.'] },
  { name: 'name[type eq "x"]', place: [null, 'name', '[type eq "x"]'] },
  { name: 'manager.displayName', place: [null, 'manager', '.displayName'] },
  { name: '.dot', place: [null, '.dot', ''] },
  { name: 'emails[type eq "work"].value', place: [null, 'emails', '[type eq "work"].value'] },
  { name: 'urn:contoso:employee:badge', place: ['urn:contoso:employee', 'badge', ''] },
  { name: 'URN:contoso:2.0:User:badge.level', place: ['URN:contoso:2.0:User', 'badge', '.level'] },
  { name: 'urn:contoso:User:b[type eq "a:b"].value', place: ['urn:contoso:User', 'b', '[type eq "a:b"].value'] },
  { name: 'x-urn:contoso:badge', place: [null, 'x-urn:contoso:badge', ''] },
])('$name lies at $place', ({ name, place: [container, member, below] }) => {
  expect(placeOf(name)).toEqual({ container, member, below });
});

test.each([
  { key: 'title', around: [] },
  { key: 'name.givenname', around: ['name'] },
  { key: '.dot.x', around: ['.dot'] },
  { key: 'emails[type eq "a.b"].value', around: ['emails'] },
  {
    key: 'urn:contoso:2.0:user:badge',
    around: ['urn', 'urn:contoso', 'urn:contoso:2', 'urn:contoso:2.0', 'urn:contoso:2.0:user'],
  },
])('$key lies in $around', ({ key, around }) => {
  expect(keysAround(key)).toEqual(around);
});

test.each([
  { key: 'name.givenname', outer: 'name', within: true },
  { key: 'emails[type eq "work"].value', outer: 'emails', within: true },
  { key: 'urn:x:user:badge', outer: 'urn:x:user', within: true },
  { key: 'name', outer: 'name', within: false },
  { key: 'nickname.x', outer: 'nick', within: false },
  { key: 'name.givenname', outer: 'nick', within: false },
])('$key lies within $outer: $within', ({ key, outer, within }) => {
  expect(liesWithin(key, outer)).toBe(within);
});
