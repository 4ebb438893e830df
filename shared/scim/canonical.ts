/**
 * SCIM attribute names are the same whatever their case (RFC 7643, 2.1), and clients do send `username`. A person's data is
 * brought to the names as the schema spells them once, at the door, so that everything after compares them as they stand.
 * Core and enterprise names only: custom attributes keep the case they were declared with. Values stay as they were sent:
 * their types are applied when they are read.
 */
import { isJsonObject, type Json, type JsonObject } from './json';
import { withoutPasswords } from './payload';
import { ENTERPRISE_USER } from './urns';

/** The members of a complex value. */
interface Shape {
  /** By their names as the schema spells them: the shape of complex members, `undefined` for plain ones. */
  readonly members: ReadonlyMap<string, Shape | undefined>;
  /** From the name in lower case to the name. */
  readonly spelling: ReadonlyMap<string, string>;
}

function shape(plain: string, complex: Readonly<Record<string, Shape>> = {}): Shape {
  const members = new Map<string, Shape | undefined>(plain.split(' ').map((name) => [name, undefined]));
  for (const [name, of] of Object.entries(complex)) members.set(name, of);
  return { members, spelling: new Map([...members.keys()].map((name) => [name.toLowerCase(), name])) };
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
    [ENTERPRISE_USER]: shape('employeeNumber costCenter organization division department', {
      manager: shape('value displayName $ref'),
    }),
  },
);

/**
 * Without passwords: a message or row of older code may hold one yet.
 *
 * @returns `data` itself where nothing is to be done, which is nearly always
 */
export function canonicalUser(data: JsonObject): JsonObject {
  return withoutPasswords(canonicalObject(data, USER));
}

function canonicalObject(data: JsonObject, { members, spelling }: Shape): JsonObject {
  let renamed: Record<string, Json | undefined> | undefined;
  for (const key of Object.keys(data)) {
    const name = members.has(key) ? key : (spelling.get(key.toLowerCase()) ?? key);
    const within = members.get(name);
    const value = within === undefined ? data[key] : canonicalValue(data[key], within);
    if (name === key && value === data[key]) continue;
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
