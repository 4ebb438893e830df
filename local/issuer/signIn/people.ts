/** The people who can sign in here: one of each role, invented. They have no passwords; the code of `npm start` stands for all. */
import { createHash } from 'node:crypto';

export interface LocalPerson {
  /** A GUID, the same at every start of one tenant. */
  readonly objectId: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  /** The app role; it becomes the token's `roles`. */
  readonly role: string;
  /** What the role is for, in a few words. */
  readonly may: string;
}

const PEOPLE = [
  { displayName: 'Ada Dahl', role: 'Muster.Admin', may: 'may do everything' },
  { displayName: 'Otto Lind', role: 'Muster.Operator', may: 'runs jobs and uploads' },
  { displayName: 'Rita Voss', role: 'Muster.Reader', may: 'looks and changes nothing' },
];

export function localPeople(tenantId: string, domain: string): readonly LocalPerson[] {
  return PEOPLE.map((person) => {
    const userPrincipalName = `${person.displayName.toLowerCase().replace(' ', '.')}@${domain}`;
    return { ...person, userPrincipalName, objectId: guidOf(`${tenantId.toLowerCase()} ${userPrincipalName}`) };
  });
}

/** A GUID made of a text, version 8 of RFC 9562. */
function guidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
