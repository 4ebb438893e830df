/**
 * SCIM attribute names are the same whatever their case (RFC 7643, 2.1), and clients do send `username`. A person's data is
 * brought to the names as the schema spells them once, at the door, so that everything after compares them as they stand.
 * Core and enterprise names only: custom attributes keep the case they were declared with. Values stay as they were sent:
 * their types are applied when they are read.
 */
import { isJsonObject, type Json, type JsonObject } from './json';
import { isPasswordName, mayHoldPassword, withoutPasswords } from './payload';
import { ENTERPRISE_USER } from './urns';

/** The members of a complex value. */
interface Shape {
  /** By their names as the schema spells them: the shape of complex members, `null` for plain ones. */
  readonly members: ReadonlyMap<string, Shape | null>;
  /** From the name in lower case to the name. */
  readonly spelling: ReadonlyMap<string, string>;
  /** A `password` among them is one: of the user, or of the extension. */
  readonly holdsPasswords: boolean;
}

function shape(plain: string, complex: Readonly<Record<string, Shape>> = {}, holdsPasswords = false): Shape {
  const members = new Map<string, Shape | null>(plain.split(' ').map((name) => [name, null]));
  for (const [name, of] of Object.entries(complex)) members.set(name, of);
  const spelling = new Map([...members.keys()].map((name) => [name.toLowerCase(), name]));
  return { members, spelling, holdsPasswords };
}

const ELEMENT = shape('value type primary display $ref');

const USER = shape(
  'schemas id externalId userName active displayName nickName profileUrl title userType preferredLanguage locale timezone',
  {
    name: shape('formatted familyName givenName middleName honorificPrefix honorificSuffix'),
    addresses: shape('formatted streetAddress locality region postalCode country type primary'),
    emails: ELEMENT,
    phoneNumbers: ELEMENT,
    ims: ELEMENT,
    photos: ELEMENT,
    roles: ELEMENT,
    entitlements: ELEMENT,
    groups: ELEMENT,
    x509Certificates: ELEMENT,
    [ENTERPRISE_USER]: shape(
      'employeeNumber costCenter organization division department',
      { manager: shape('value displayName $ref') },
      true,
    ),
  },
  true,
);

/**
 * Without passwords: a message or row of older code may hold one yet.
 *
 * @returns `data` itself where nothing is to be done, which is nearly always
 */
export function canonicalUser(data: JsonObject): JsonObject {
  return canonicalObject(data, USER);
}

function canonicalObject(data: JsonObject, { members, spelling, holdsPasswords }: Shape): JsonObject {
  let renamed: Record<string, Json | undefined> | undefined;
  for (const key of Object.keys(data)) {
    const sent = data[key];
    let name = key;
    let within = members.get(key);
    if (within === undefined) {
      name = spelling.get(key.toLowerCase()) ?? key;
      within = members.get(name);
    }
    // Only a name that nobody knows may be a password's, so that of all others it is not asked.
    const isUnknown = within === undefined && holdsPasswords;
    if (isUnknown && isPasswordName(key)) {
      renamed ??= { ...data };
      delete renamed[key];
      continue;
    }
    const value = within ? canonicalValue(sent, within) : isUnknown ? cleared(key, sent) : sent;
    if (name === key && value === sent) continue;
    renamed ??= { ...data };
    if (name !== key) delete renamed[key];
    // Sent in both spellings, the schema's own wins.
    if (name === key || data[name] === undefined) renamed[name] = value;
  }
  return renamed ?? data;
}

function canonicalValue(value: Json | undefined, within: Shape): Json | undefined {
  if (isJsonObject(value)) return canonicalObject(value, within);
  if (!Array.isArray(value)) return value;
  const canonical = (element: Json) => (isJsonObject(element) ? canonicalObject(element, within) : element);
  return value.every((element) => canonical(element) === element) ? value : value.map(canonical);
}

function cleared(name: string, value: Json | undefined): Json | undefined {
  return isJsonObject(value) && mayHoldPassword(name) ? withoutPasswords(value) : value;
}
