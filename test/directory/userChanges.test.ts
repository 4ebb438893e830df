import { applyChanges } from '../../shared/directory/userChanges';
import type { UserValues } from '../../shared/graph/graphUser';

const VALUES: UserValues = {
  accountEnabled: true,
  displayName: 'Mira Okafor',
  mailNickname: 'mira',
  userPrincipalName: 'mira@adatum.example',
};

describe('applyChanges', () => {
  test('replaces what is named and leaves the rest', () => {
    expect(applyChanges({ ...VALUES, city: 'Leeds' }, { jobTitle: 'Analyst', city: 'York' })).toEqual({
      ...VALUES,
      city: 'York',
      jobTitle: 'Analyst',
    });
  });

  test.each([
    { name: 'null', change: { otherMails: null } },
    { name: 'an empty list', change: { otherMails: [] } },
  ])('$name clears', ({ change }) => {
    expect(applyChanges({ ...VALUES, otherMails: ['a@b.c'] }, change)).toEqual(VALUES);
  });

  test('members of an object change one by one', () => {
    const values = { ...VALUES, employeeOrgData: { division: 'Corporate', costCenter: '4130' } };
    expect(applyChanges(values, { employeeOrgData: { costCenter: '4200' } }).employeeOrgData).toEqual({
      division: 'Corporate',
      costCenter: '4200',
    });
    expect(applyChanges(values, { employeeOrgData: { costCenter: null } }).employeeOrgData).toEqual({
      division: 'Corporate',
    });
  });

  test.each([
    { name: 'null', change: { employeeOrgData: null } },
    { name: 'clearing its last member', change: { employeeOrgData: { division: null } } },
  ])('an object is cleared by $name', ({ change }) => {
    expect(applyChanges({ ...VALUES, employeeOrgData: { division: 'Corporate' } }, change)).toEqual(VALUES);
  });

  test('a new mail address becomes the primary proxy address and the old one a secondary', () => {
    const first = applyChanges(VALUES, { mail: 'mira@adatum.example' });
    expect(first.proxyAddresses).toEqual(['SMTP:mira@adatum.example']);
    const second = applyChanges(first, { mail: 'm.okafor@adatum.example' });
    expect(second.proxyAddresses).toEqual(['SMTP:m.okafor@adatum.example', 'smtp:mira@adatum.example']);
    const back = applyChanges(second, { mail: 'Mira@adatum.example' });
    expect(back.proxyAddresses).toEqual(['SMTP:Mira@adatum.example', 'smtp:m.okafor@adatum.example']);
    expect(applyChanges(back, { mail: null }).proxyAddresses).toEqual(back.proxyAddresses);
  });
});
