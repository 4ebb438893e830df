/** Entries as they come back, with names carrying the GUID of what they name: `<GUID=…>;<SID=…>;CN=Jane,OU=Sales,…`. */
import type { Entry } from 'ldapts';
import { guidFromBytes } from './guid';

export interface DirectoryEntry {
  /** objectGUID */
  readonly anchor: string;
  readonly dn: string;
  /** Lower-case attribute name to values; attributes without a value are absent. */
  readonly attributes: ReadonlyMap<string, readonly (string | Buffer)[]>;
}

export interface ExtendedName {
  readonly guid: string;
  readonly dn: string;
}

const EXTENDED = /^<GUID=([0-9a-f]{32})>;(?:<SID=[0-9a-f]*>;)?(.*)$/is;

/** @returns `undefined` for text that is not an extended name */
export function parseExtendedName(text: string): ExtendedName | undefined {
  const [, guid, dn] = EXTENDED.exec(text) ?? [];
  return guid === undefined || dn === undefined ? undefined : { guid: guidFromBytes(Buffer.from(guid, 'hex')), dn };
}

export function toEntry({ dn, ...attributes }: Entry): DirectoryEntry {
  const name = parseExtendedName(dn);
  if (name === undefined) throw new Error(`The server was asked for names with GUIDs, and answered "${dn}".`);
  return {
    anchor: name.guid,
    dn: name.dn,
    attributes: new Map(
      Object.entries(attributes)
        .map(([attribute, value]) => [attribute.toLowerCase(), Array.isArray(value) ? value : [value]] as const)
        .filter(([, values]) => values.length > 0),
    ),
  };
}

/** The first value as text, where the attribute has one. */
export function textOf(entry: DirectoryEntry, attribute: string): string | undefined {
  const [first] = entry.attributes.get(attribute.toLowerCase()) ?? [];
  return typeof first === 'string' ? first : undefined;
}
