/** Invented people of the demo. The same at every start: nobody of them exists, and no part of them is drawn by chance. */

export type DemoPerson = Readonly<Record<string, unknown>> & { readonly externalId: string };

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GIVEN =
  'Ada Bram Chiara Dmitri Elif Farah Goran Hana Idris Jonas Kaya Lena Mateo Noor Olga Pavel Quinn Rosa Sven Tara'.split(
    ' ',
  );
const FAMILY = 'Okafor,de Vries,Rossi,Sokolov,Yilmaz,Haddad,Petrović,Sato,Nwosu,Lindqvist'.split(',');
const WORK = [
  { department: 'Tour Operations', titles: ['Tour Guide', 'Tour Lead', 'Planner'] },
  { department: 'Sales', titles: ['Account Manager', 'Sales Analyst'] },
  { department: 'Finance', titles: ['Accountant', 'Controller'] },
  { department: 'Information Technology', titles: ['Engineer', 'Administrator'] },
] as const;
/** Of a name: letters that every directory takes. */
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

/**
 * @param group a letter before each number, so that nobody is in two jobs
 * @param count at most 200: every name stands once
 */
export function inventPeople(group: string, count: number): readonly DemoPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const givenName = GIVEN[index % GIVEN.length] ?? '';
    const familyName = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length] ?? '';
    const { department, titles } = WORK[index % WORK.length] ?? WORK[0];
    const externalId = `${group}${10_001 + index}`;
    const manager = index === 0 ? undefined : `${group}${10_001 + Math.floor(index / 12)}`;
    return {
      schemas: [CORE, ENTERPRISE],
      externalId,
      userName: `${plain(givenName)}.${plain(familyName)}.${group.toLowerCase()}@example.com`,
      displayName: `${givenName} ${familyName}`,
      name: { givenName, familyName },
      title: titles[index % titles.length],
      active: true,
      [ENTERPRISE]: { department, ...(manager !== undefined && { manager: { value: manager } }) },
    };
  });
}

/** Somebody of whom part is another. */
export const changed = (person: DemoPerson, change: Readonly<Record<string, unknown>>): DemoPerson => ({
  ...person,
  ...change,
});

/** Somebody under a manager whom nobody has sent yet. */
export const waitingFor = (person: DemoPerson, manager: string): DemoPerson => ({
  ...person,
  [ENTERPRISE]: { ...(person[ENTERPRISE] as object), manager: { value: manager } },
});
