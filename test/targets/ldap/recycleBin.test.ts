/** Samba cannot restore with the Recycle Bin on; here a session that records requests stands in for Windows. */
import type { DirectoryEntry } from '../../../shared/targets/ldap/entry';
import { createRecycleBin } from '../../../shared/targets/ldap/recycleBin';
import type { Search, Session } from '../../../shared/targets/ldap/session';

const CONFIGURATION = 'CN=Configuration,DC=corp';
const RECYCLE_BIN = `<GUID=3931946abb321743a8e6c89c663ee90c>;CN=Recycle Bin Feature,CN=Optional Features,${CONFIGURATION}`;
const PAM = `<GUID=3931946abb321743a8e6c89c663ee90c>;CN=Privileged Access Management Feature,CN=Optional Features,${CONFIGURATION}`;

function entry(attributes: Record<string, string[]>): DirectoryEntry {
  const dn = 'CN=Jane\\0ADEL:6a943139-32bb-4317-a8e6-c89c663ee90c,CN=Deleted Objects,DC=corp';
  return { anchor: '6a943139-32bb-4317-a8e6-c89c663ee90c', dn, attributes: new Map(Object.entries(attributes)) };
}

function sessionWith(features: string[]) {
  const searches: Search[] = [];
  const undeleted: string[][] = [];
  const session: Pick<Session, 'domain' | 'search' | 'undelete'> = {
    domain: async () => ({
      defaultNamingContext: 'DC=corp',
      configurationNamingContext: CONFIGURATION,
      schemaNamingContext: `CN=Schema,${CONFIGURATION}`,
    }),
    search: async (search) => {
      searches.push(search);
      return [entry({ 'msds-enabledfeature': features })];
    },
    undelete: async (...names) => {
      undeleted.push(names);
    },
  };
  return { bin: createRecycleBin(session), searches, undeleted };
}

const DELETED = {
  isdeleted: ['TRUE'],
  cn: ['Doe, Jane\nDEL:6a943139-32bb-4317-a8e6-c89c663ee90c'],
  'msds-lastknownrdn': ['Doe, Jane'],
  lastknownparent: ['<GUID=3931946abb321743a8e6c89c663ee90c>;OU=People,DC=corp'],
};

test('an account goes back to its last container under its last name', async () => {
  const { bin, undeleted } = sessionWith([PAM, RECYCLE_BIN]);
  await bin.restore(entry(DELETED));
  expect(undeleted).toEqual([[entry({}).dn, 'CN=Doe\\2C Jane,OU=People,DC=corp']]);
});

test('the last name is read from what is left of the cn where the directory does not keep it', async () => {
  const { bin, undeleted } = sessionWith([RECYCLE_BIN]);
  const { 'msds-lastknownrdn': _, ...attributes } = DELETED;
  await bin.restore(entry(attributes));
  expect(undeleted).toEqual([[entry({}).dn, 'CN=Doe\\2C Jane,OU=People,DC=corp']]);
});

test('nothing is restored while the Recycle Bin is off', async () => {
  const { bin, undeleted } = sessionWith([PAM]);
  await expect(bin.restore(entry(DELETED))).rejects.toMatchObject({ code: 'MethodNotAllowed' });
  expect(undeleted).toEqual([]);
});

test.each([
  { name: 'deleted, Recycle Bin on', features: [RECYCLE_BIN], attributes: DELETED, held: true },
  { name: 'deleted, Recycle Bin off', features: [], attributes: DELETED, held: false },
  { name: 'recycled', features: [RECYCLE_BIN], attributes: { ...DELETED, isrecycled: ['TRUE'] }, held: false },
  { name: 'live', features: [RECYCLE_BIN], attributes: { cn: ['Jane'] }, held: false },
])('holds $name: $held', async ({ features, attributes, held }) => {
  expect(await sessionWith(features).bin.holds(entry(attributes))).toBe(held);
});

test('whether it is on is asked until it is, since it cannot be turned off', async () => {
  const on = sessionWith([RECYCLE_BIN]);
  const off = sessionWith([]);
  for (const { bin } of [on, off]) for (let i = 0; i < 3; i += 1) await bin.isOn();
  expect(on.searches).toHaveLength(1);
  expect(off.searches).toHaveLength(3);
});
