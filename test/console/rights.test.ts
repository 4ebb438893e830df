import { type Deed, missingRole } from '../../console/rules/rights';
import { PEOPLES_ROLES } from '../../shared/api/http/rights';

const DEEDS: readonly (readonly [Deed, readonly string[]])[] = [
  ['readLogs', ['Muster.Reader', 'Muster.Operator', 'Muster.Admin']],
  ['upload', ['Muster.Operator', 'Muster.Admin']],
  ['plan', ['Muster.Operator', 'Muster.Admin']],
  ['provisionOnDemand', ['Muster.Operator', 'Muster.Admin']],
  ['operate', ['Muster.Operator', 'Muster.Admin']],
  ['configure', ['Muster.Admin']],
  ['allowDeletions', ['Muster.Admin']],
  ['createJob', ['Muster.Admin']],
];

test.each(DEEDS)('%s is open to the roles whose permissions the service asks for', (deed, may) => {
  const roles = Object.keys(PEOPLES_ROLES);
  expect(roles.filter((role) => missingRole(PEOPLES_ROLES[role] ?? [], deed) === undefined)).toEqual(may);
});

test.each(DEEDS)('%s names the least of those roles to whoever has none', (deed, [least]) => {
  expect(missingRole([], deed)).toBe(least);
});
