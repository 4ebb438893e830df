/** What SEND sends: people as a file has them, and the same people as requests, as `muster send` makes them of it. */
import { chunk } from '../shared/collections';
import { BULK_REQUEST, CORE_USER, ENTERPRISE_USER } from '../shared/scim/urns';

const HEADER = 'WorkerID,FirstName,LastName,Email,WorkerStatus,JobTitle,Department,ManagerID';

const row = (id: number) => [String(id), 'Ada', `Number ${id}`, `ada${id}@example.com`, 'Active', 'Guide', 'Tours', ''];

const rows = (first: number, count: number) => Array.from({ length: count }, (_, index) => row(first + index));

export function csvOf(first: number, count: number): string {
  return `${[HEADER, ...rows(first, count).map((cells) => cells.join(','))].join('\n')}\n`;
}

/** By the mapping of docs/examples/people.csv. */
export function bodiesOf(first: number, count: number, batch: number): readonly string[] {
  const people = rows(first, count).map(([externalId, givenName, familyName, mail, , title, department]) => ({
    schemas: [CORE_USER, ENTERPRISE_USER],
    externalId,
    userName: mail,
    name: { givenName, familyName },
    displayName: `${givenName} ${familyName}`,
    emails: [{ type: 'work', value: mail }],
    active: true,
    title,
    [ENTERPRISE_USER]: { department, manager: null },
  }));
  return chunk(people, batch).map((members) =>
    JSON.stringify({
      schemas: [BULK_REQUEST],
      Operations: members.map((data, index) => ({ method: 'POST', bulkId: `L${index}`, path: '/Users', data })),
      failOnErrors: null,
    }),
  );
}
