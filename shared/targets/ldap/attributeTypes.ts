/**
 * What the domain's own schema says about attributes, read when an attribute is first used and kept from then on: like
 * Microsoft's agent, a target notices a schema extension only when it is opened anew.
 */
import type { AttributeType } from '../../engine/synchronizationSchema';
import { type DirectoryEntry, textOf } from './entry';
import { equals } from './filter';
import type { Session } from './session';

/** Distinguished names are text here; which of them refer to people is not for the directory's schema to say. */
export type LdapType = Exclude<AttributeType, 'Reference'>;

export interface LdapAttribute {
  /** As the schema spells it. */
  readonly name: string;
  readonly type: LdapType;
  readonly distinguishedName: boolean;
  readonly caseExact: boolean;
  readonly multivalued: boolean;
  /** Written by the directory itself: system-only, constructed, or the back end of a link. */
  readonly readOnly: boolean;
  /** Longest text, in characters. */
  readonly maxLength: number | undefined;
}

/** Lower-case name to attribute; a name the schema does not know is absent. */
export type LdapAttributes = ReadonlyMap<string, LdapAttribute>;

export interface AttributeTypes {
  describe(names: readonly string[]): Promise<LdapAttributes>;
}

export const SCHEMA_FIELDS = [
  'lDAPDisplayName',
  'attributeSyntax',
  'isSingleValued',
  'rangeUpper',
  'systemOnly',
  'systemFlags',
  'linkID',
] as const;

export function createAttributeTypes(session: Session): AttributeTypes {
  const known = new Map<string, LdapAttribute>();
  const asked = new Set<string>();

  return {
    describe: async (names) => {
      const unasked = names.filter((name) => !asked.has(name.toLowerCase()));
      if (unasked.length > 0) {
        const entries = await session.search({
          base: (await session.domain()).schemaNamingContext,
          scope: 'sub',
          filter: { any: unasked.map((name) => equals('lDAPDisplayName', name)) },
          attributes: SCHEMA_FIELDS,
        });
        for (const attribute of entries.map(readAttribute)) known.set(attribute.name.toLowerCase(), attribute);
        for (const name of unasked) asked.add(name.toLowerCase());
      }
      return known;
    },
  };
}

/** Attribute syntaxes (MS-ADTS 3.1.1.2.2.2); those not listed are kinds of text. */
const TYPES: Readonly<Record<string, LdapType>> = {
  '2.5.5.7': 'Binary', // name with binary
  '2.5.5.8': 'Boolean',
  '2.5.5.9': 'Integer',
  '2.5.5.10': 'Binary', // octet string
  '2.5.5.11': 'DateTime',
  '2.5.5.15': 'Binary', // security descriptor
  '2.5.5.16': 'Integer', // 64 bits
  '2.5.5.17': 'Binary', // security identifier
};

const DISTINGUISHED_NAME = '2.5.5.1';
const CASE_EXACT_SYNTAXES = new Set(['2.5.5.3', '2.5.5.5']);

/** systemFlags (MS-ADTS 2.2.10): the value is computed when it is read. */
const CONSTRUCTED = 0x4;

export function readAttribute(entry: DirectoryEntry): LdapAttribute {
  const syntax = textOf(entry, 'attributeSyntax') ?? '';
  const type = TYPES[syntax] ?? 'String';
  const rangeUpper = Number(textOf(entry, 'rangeUpper') ?? 0);
  return {
    name: textOf(entry, 'lDAPDisplayName') ?? '',
    type,
    distinguishedName: syntax === DISTINGUISHED_NAME,
    caseExact: CASE_EXACT_SYNTAXES.has(syntax),
    multivalued: textOf(entry, 'isSingleValued') !== 'TRUE',
    readOnly:
      textOf(entry, 'systemOnly') === 'TRUE' ||
      (Number(textOf(entry, 'systemFlags') ?? 0) & CONSTRUCTED) !== 0 ||
      Number(textOf(entry, 'linkID') ?? 0) % 2 === 1, // odd: the back end of a link (MS-ADTS 3.1.1.2.3)
    maxLength: type === 'String' && rangeUpper > 0 ? rangeUpper : undefined,
  };
}
