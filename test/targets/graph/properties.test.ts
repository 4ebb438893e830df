import { equalsFilter, holds, propertyOf, selection } from '../../../shared/targets/graph/properties';

test.each([
  { wanted: [], asks: '$select=id,userPrincipalName,displayName' },
  { wanted: ['userPrincipalName', 'objectId'], asks: '$select=id,userPrincipalName,displayName' },
  {
    wanted: ['telephoneNumber', 'employeeOrgData.division', 'employeeOrgData.costCenter', 'extensionAttribute3'],
    asks: '$select=id,userPrincipalName,displayName,businessPhones,employeeOrgData,onPremisesExtensionAttributes',
  },
  { wanted: ['IsSoftDeleted'], asks: '$select=id,userPrincipalName,displayName,deletedDateTime' },
  { wanted: ['manager'], asks: '$select=id,userPrincipalName,displayName&$expand=manager($select=id)' },
  { wanted: ['passwordProfile.password', 'unknown'], asks: '$select=id,userPrincipalName,displayName' },
])('$wanted is asked for by $asks', ({ wanted, asks }) => {
  expect(selection(wanted)).toBe(asks);
});

test('properties needed beside the wanted ones are asked for as well', () => {
  expect(selection(['city'], 'employeeId')).toBe('$select=id,userPrincipalName,displayName,city,employeeId');
});

test.each([
  { property: 'employeeId', value: '810042', filter: "employeeId eq '810042'" },
  { property: 'displayName', value: "Dr. O'Neil", filter: "displayName eq 'Dr. O''Neil'" },
  { property: 'employeeOrgData/division', value: 'x', filter: "employeeOrgData/division eq 'x'" },
  { property: 'otherMails', value: "o'n@x", filter: "otherMails/any(item:item eq 'o''n@x')" },
  { property: 'accountEnabled', value: 'True', filter: 'accountEnabled eq true' },
  { property: 'accountEnabled', value: 'perhaps', filter: undefined },
  { property: 'employeeHireDate', value: '2026-02-01', filter: 'employeeHireDate eq 2026-02-01T00:00:00.000Z' },
  { property: 'employeeHireDate', value: 'soon', filter: undefined },
  { property: 'jobTitle', value: 'one\ntwo', filter: "jobTitle eq 'one\ntwo'" },
  { property: 'jobTitle', value: 'NUL \u0000', filter: undefined },
  { property: 'jobTitle', value: 'half a letter \ud83d', filter: undefined },
  { property: 'jobTitle', value: '', filter: undefined },
])('accounts whose $property is $value are looked up by $filter', ({ property, value, filter }) => {
  expect(equalsFilter(property, value)).toBe(filter);
});

test.each([
  { property: 'surname', value: 'JOSÉ', isHeld: true },
  { property: 'surname', value: 'Jose', isHeld: false },
  { property: 'otherMails', value: 'B@x', isHeld: true },
  { property: 'otherMails', value: 'c@x', isHeld: false },
  { property: 'employeeOrgData/division', value: 'Corporate', isHeld: true },
  { property: 'employeeOrgData/costCenter', value: '1', isHeld: false },
  { property: 'onPremisesExtensionAttributes/extensionAttribute1', value: '1', isHeld: false },
  { property: 'employeeHireDate', value: '2026-02-01', isHeld: true },
  { property: 'city', value: 'Leeds', isHeld: false },
])('an account holds $property $value: $isHeld', ({ property, value, isHeld }) => {
  const user = {
    surname: 'José',
    otherMails: ['a@x', 'b@x'],
    employeeOrgData: { division: 'corporate' },
    employeeHireDate: '2026-02-01T00:00:00Z',
    city: null,
  };
  expect(holds(user, property, value)).toBe(isHeld);
});

test('an attribute without a property is named', () => {
  expect(propertyOf('mobile')).toBe('mobilePhone');
  expect(() => propertyOf('colour')).toThrow("Microsoft Graph has no attribute 'colour'.");
});
