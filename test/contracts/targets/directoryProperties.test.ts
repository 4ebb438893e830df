import {
  attributeOf,
  fromGraph,
  GRAPH_ATTRIBUTES,
  graphPropertyOf,
  toGraph,
} from '../../../shared/targets/graphWords/graphProperties';
import type { AttributeChanges } from '../../../shared/targets/target';

describe('toGraph', () => {
  test.each<{ name: string; attributes: AttributeChanges; body: object }>([
    { name: 'most names are the same', attributes: { city: 'Leeds' }, body: { city: 'Leeds' } },
    { name: 'a telephone number', attributes: { telephoneNumber: '555' }, body: { businessPhones: ['555'] } },
    { name: 'no telephone number', attributes: { telephoneNumber: null }, body: { businessPhones: [] } },
    { name: 'a mobile number', attributes: { mobile: '555' }, body: { mobilePhone: '555' } },
    { name: 'a fax number', attributes: { facsimileTelephoneNumber: '555' }, body: { faxNumber: '555' } },
    { name: 'an office', attributes: { physicalDeliveryOfficeName: '2/17' }, body: { officeLocation: '2/17' } },
    { name: 'an office by its other name', attributes: { officeLocation: '2/17' }, body: { officeLocation: '2/17' } },
    {
      name: 'members of one object',
      attributes: { 'employeeOrgData.division': 'Corporate', 'employeeOrgData.costCenter': null },
      body: { employeeOrgData: { division: 'Corporate', costCenter: null } },
    },
    {
      name: 'extension attributes',
      attributes: { extensionAttribute1: 'a', extensionAttribute15: 'b' },
      body: { onPremisesExtensionAttributes: { extensionAttribute1: 'a', extensionAttribute15: 'b' } },
    },
    {
      name: 'a password',
      attributes: { 'passwordProfile.password': 'Abcdefg1' },
      body: { passwordProfile: { password: 'Abcdefg1' } },
    },
    { name: 'a boolean', attributes: { accountEnabled: false }, body: { accountEnabled: false } },
    { name: 'a boolean as the log prints it', attributes: { accountEnabled: 'True' }, body: { accountEnabled: true } },
    {
      name: 'text that is no boolean is left to be refused',
      attributes: { accountEnabled: 'yes' },
      body: { accountEnabled: 'yes' },
    },
    {
      name: 'a number as text',
      attributes: { employeeId: 701984, department: 12n },
      body: { employeeId: '701984', department: '12' },
    },
    { name: 'a boolean as text', attributes: { department: true }, body: { department: 'True' } },
    { name: 'a list of one as a single value', attributes: { department: ['Sales'] }, body: { department: 'Sales' } },
    { name: 'an empty list as no value', attributes: { department: [] }, body: { department: null } },
    { name: 'a list', attributes: { otherMails: ['a@b.c', 'd@e.f'] }, body: { otherMails: ['a@b.c', 'd@e.f'] } },
    { name: 'a single value as a list', attributes: { otherMails: 'a@b.c' }, body: { otherMails: ['a@b.c'] } },
    {
      name: 'a timestamp',
      attributes: { employeeHireDate: '2026-02-01T08:00:00Z' },
      body: { employeeHireDate: '2026-02-01T08:00:00Z' },
    },
    {
      name: 'a date as its midnight',
      attributes: { employeeHireDate: '2026-02-01' },
      body: { employeeHireDate: '2026-02-01T00:00:00Z' },
    },
  ])('writes $name', ({ attributes, body }) => {
    expect(toGraph(attributes)).toEqual(body);
  });

  test.each<{ attributes: AttributeChanges; code: string; attribute: string }>([
    { attributes: { colour: 'red' }, code: 'SchemaAttributeNotFound', attribute: 'colour' },
    { attributes: { IsSoftDeleted: 'True' }, code: 'SchemaAttributeNotFound', attribute: 'IsSoftDeleted' },
    { attributes: { department: ['a', 'b'] }, code: 'SchemaPropertyCanOnlyAcceptValue', attribute: 'department' },
    {
      attributes: { telephoneNumber: ['1', '2'] },
      code: 'SchemaPropertyCanOnlyAcceptValue',
      attribute: 'telephoneNumber',
    },
  ])('refuses $attributes as $code', ({ attributes, code, attribute }) => {
    expect(() => toGraph(attributes)).toThrow(expect.objectContaining({ code, attribute }));
  });
});

describe('fromGraph', () => {
  test('gives the wanted attributes that have a value, and no others', () => {
    const user = {
      id: 'u-1',
      displayName: 'Mira Okafor',
      accountEnabled: false,
      city: null,
      businessPhones: ['555'],
      otherMails: [],
      employeeOrgData: { division: 'Corporate', costCenter: null },
      onPremisesExtensionAttributes: { extensionAttribute1: 'a' },
      onPremisesSyncEnabled: null,
      manager: { id: 'u-2' },
    };
    const wanted = [...GRAPH_ATTRIBUTES.filter((name) => name !== 'displayName'), 'IsSoftDeleted', 'manager', 'colour'];
    expect(fromGraph(user, wanted)).toEqual({
      objectId: 'u-1',
      accountEnabled: false,
      telephoneNumber: '555',
      'employeeOrgData.division': 'Corporate',
      extensionAttribute1: 'a',
      IsSoftDeleted: false,
      manager: 'u-2',
    });
  });

  test('a list stays a list', () => {
    expect(fromGraph({ otherMails: ['a@b.c'] }, ['otherMails'])).toEqual({ otherMails: ['a@b.c'] });
  });

  test('a user with a time of deletion is soft-deleted', () => {
    const user = { deletedDateTime: '2026-01-15T09:30:00Z' };
    expect(fromGraph(user, ['IsSoftDeleted', 'manager'])).toEqual({ IsSoftDeleted: true });
  });

  test.each([
    { employeeId: '810042', 'employeeOrgData.costCenter': '4130', telephoneNumber: '555', accountEnabled: true },
    { otherMails: ['a@b.c', 'd@e.f'], extensionAttribute7: 'x', mobile: '1' },
  ])('reads back what toGraph wrote (%#)', (attributes) => {
    expect(fromGraph(toGraph(attributes), Object.keys(attributes))).toEqual(attributes);
  });
});

describe('attributeOf', () => {
  test.each([
    {
      property: 'officeLocation',
      written: ['city', 'physicalDeliveryOfficeName'],
      expected: 'physicalDeliveryOfficeName',
    },
    { property: 'officeLocation', written: ['officeLocation'], expected: 'officeLocation' },
    {
      property: 'employeeOrgData/division',
      written: ['employeeOrgData.division'],
      expected: 'employeeOrgData.division',
    },
    { property: 'passwordProfile', written: ['passwordProfile.password'], expected: 'passwordProfile.password' },
    { property: 'businessPhones', written: [], expected: 'telephoneNumber' },
    { property: 'colour', written: ['city'], expected: 'colour' },
  ])('$property among $written is $expected', ({ property, written, expected }) => {
    expect(attributeOf(property, written)).toBe(expected);
  });
});

test('graphPropertyOf knows no property for what is none', () => {
  expect(graphPropertyOf('manager')).toBeUndefined();
  expect(graphPropertyOf('extensionAttribute16')).toBeUndefined();
});
