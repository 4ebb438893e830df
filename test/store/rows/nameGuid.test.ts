import { nameGuid } from '../../../shared/store/rows/nameGuid';

describe('nameGuid', () => {
  // Ids that are stored by now: should one come out differently, people and principals lose what belongs to them.
  test.each([
    { name: 'c1\np1', id: '45f15c0c-61dd-8df5-88aa-e95200751cea' },
    { name: 'c1\np2', id: 'f092df67-1d9b-8f8f-8ea1-fbbdce6fa2c7' },
    { name: 'c2\np1', id: 'cc7154f0-e64b-8476-8076-d7f509e57f00' },
    { name: 'c1\n#7', id: 'f4b72927-e5df-8479-8066-b2f9baa90c10' },
  ])('without free bits, $name is $id', ({ name, id }) => {
    expect(nameGuid(name, 'none')).toBe(id);
  });

  test.each([
    { name: 'servicePrincipal f', id: '266f1def-8a72-8c47-9c06-016347487942' },
    { name: 'servicePrincipal d', id: '15226711-5ac4-805d-9c90-c860527ed39a' },
    { name: 'servicePrincipal a', id: '96ab3781-99b2-8eea-b390-298d414c895b' },
    { name: 'servicePrincipal b', id: '7c0e0813-ebc0-84ef-8f22-344c22d7198f' },
  ])('with the free bits of the hash, $name is $id', ({ name, id }) => {
    expect(nameGuid(name)).toBe(id);
  });
});
