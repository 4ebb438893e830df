/** Whom a look-up may find; that a domain controller sees it so is tested against a real one. */
import { accountsWhere, equals, type Filter } from '../../../shared/targets/ldap/filter';

type Entry = Readonly<Record<string, readonly string[]>>;

function holds(filter: Filter, entry: Entry): boolean {
  if ('all' in filter) return filter.all.every((one) => holds(one, entry));
  if ('any' in filter) return filter.any.some((one) => holds(one, entry));
  const [attribute, value] = filter.equals;
  return entry[attribute]?.includes(String(value)) ?? false;
}

const MAIL = 'mira@corp.example';

test.each([
  { name: 'a person', entry: { objectCategory: ['person'], objectClass: ['top', 'person', 'user'] }, found: true },
  { name: 'a contact', entry: { objectCategory: ['person'], objectClass: ['top', 'person', 'contact'] }, found: false },
  {
    name: 'a computer',
    entry: { objectCategory: ['computer'], objectClass: ['top', 'user', 'computer'] },
    found: false,
  },
  { name: 'a group', entry: { objectCategory: ['group'], objectClass: ['top', 'group'] }, found: false },
])('$name with the mail that is looked for is found: $found', ({ entry, found }) => {
  const filter = accountsWhere(equals('mail', MAIL));
  expect(holds(filter, { ...entry, mail: [MAIL] })).toBe(found);
  expect(holds(filter, { ...entry, mail: ['another@corp.example'] })).toBe(false);
});
