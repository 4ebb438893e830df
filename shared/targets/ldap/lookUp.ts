/**
 * Finding people's accounts: one by its GUID, some by a value, and many by one filter (decision 0058). A filter of fifty
 * values costs a controller fifty index look-ups, and us one request. Accounts come back in whatever order; each is held
 * against what was asked for.
 */
import { ProvisioningError } from '../../errors';
import type { TargetUser, Together } from '../target';
import { fieldsFor, isDeleted, readUser } from './account';
import type { AttributeTypes } from './attributeTypes';
import type { DirectoryEntry } from './entry';
import { accountsWhere, equals, type Filter } from './filter';
import { guidName, guidToBytes, isGuid } from './guid';
import type { Session } from './session';

/** The controller that answers for many is the one that answers for each, so a miss is as good. */
export const TOGETHER: Together = { finds: 50, reads: 50, missesCount: true };

/** Enough to see past accounts whose value only resembles the one looked for. */
const MOST_FOUND = 20;
/** Of many together. A controller gives 1,000 at most (MaxPageSize); of an answer this long nobody knows what is missing. */
const MOST_LISTED = 500;

export interface LookUp {
  /**
   * @returns `undefined` for a value that no object can hold
   * @throws {ProvisioningError} HybridSynchronizationActiveDirectoryCannotFindAttribute
   */
  filterFor(attribute: string, value: string): Promise<Filter | undefined>;
  /** Whatever has this GUID, wherever it lies; `undefined`: there is nothing, or the text is no GUID. */
  entry(
    anchor: string,
    attributes: readonly string[],
    options?: { readonly withDeleted?: boolean },
  ): Promise<DirectoryEntry | undefined>;
  /** @throws {ProvisioningError} as `filterFor` */
  find(attribute: string, value: string, wanted: readonly string[]): Promise<readonly TargetUser[]>;
  /** As `Target.findMany`. @throws {ProvisioningError} as `filterFor` */
  findMany(
    attribute: string,
    values: readonly string[],
    wanted: readonly string[],
  ): Promise<ReadonlyMap<string, readonly TargetUser[]>>;
  /** As `Target.readMany`. */
  readMany(anchors: readonly string[], wanted: readonly string[]): Promise<ReadonlyMap<string, TargetUser>>;
}

/** @param baseDn where people are looked for; absent: in the whole domain */
export function createLookUp(session: Session, types: AttributeTypes, baseDn: string | undefined): LookUp {
  const domain = async () => (await session.domain()).defaultNamingContext;

  async function filterFor(attribute: string, value: string): Promise<Filter | undefined> {
    if (attribute === 'objectGUID') return isGuid(value) ? equals(attribute, guidToBytes(value)) : undefined;
    // A filter on an unknown attribute would find nobody, and everybody would be created again.
    const known = (await types.describe([attribute])).has(attribute.toLowerCase());
    if (!known) {
      throw new ProvisioningError(
        'HybridSynchronizationActiveDirectoryCannotFindAttribute',
        `Accounts cannot be looked up by ${attribute}: it is not in the schema of the domain.`,
        { attribute },
      );
    }
    return value === '' ? undefined : equals(attribute, value);
  }

  async function search(base: string, filter: Filter, attributes: readonly string[], sizeLimit: number) {
    return session.search({ base, scope: 'sub', filter: accountsWhere(filter), attributes, sizeLimit });
  }

  /** @returns `undefined` where there may be more than was told */
  async function list(base: string, filters: readonly Filter[], attributes: readonly string[]) {
    const entries = await search(base, { any: filters }, attributes, MOST_LISTED);
    return entries.length < MOST_LISTED ? entries : undefined;
  }

  return {
    filterFor,

    async entry(anchor, attributes, options) {
      if (!isGuid(anchor)) return undefined;
      const [entry] = await session.search({ base: guidName(anchor), scope: 'base', attributes, ...options });
      return entry;
    },

    async find(attribute, value, wanted) {
      const filter = await filterFor(attribute, value);
      if (filter === undefined) return [];
      const entries = await search(baseDn ?? (await domain()), filter, fieldsFor([attribute, ...wanted]), MOST_FOUND);
      const known = await types.describe(wanted);
      return entries.filter((entry) => holds(entry, attribute, value)).map((entry) => readUser(entry, wanted, known));
    },

    async findMany(attribute, values, wanted) {
      const filters = (await Promise.all(values.map((value) => filterFor(attribute, value)))).flatMap(
        (filter) => filter ?? [],
      );
      const base = baseDn ?? (await domain());
      const entries = filters.length === 0 ? [] : await list(base, filters, fieldsFor([attribute, ...wanted]));
      if (entries === undefined) return new Map();
      const known = await types.describe(wanted);
      return new Map(
        values.map((value) => {
          const holders = entries.filter((entry) => holds(entry, attribute, value));
          return [value, holders.map((entry) => readUser(entry, wanted, known))] as const;
        }),
      );
    },

    async readMany(anchors, wanted) {
      const filters = anchors.filter(isGuid).map((anchor) => equals('objectGUID', guidToBytes(anchor)));
      const entries = filters.length === 0 ? [] : ((await list(await domain(), filters, fieldsFor(wanted))) ?? []);
      const known = await types.describe(wanted);
      const byAnchor = new Map(entries.filter((entry) => !isDeleted(entry)).map((entry) => [entry.anchor, entry]));
      return new Map(
        anchors.flatMap((anchor) => {
          const entry = byAnchor.get(anchor.toLowerCase());
          return entry === undefined ? [] : [[anchor, readUser(entry, wanted, known)] as const];
        }),
      );
    },
  };
}

/**
 * Active Directory's own comparison ignores accents, blanks and more (MS-ADTS 6.5), but José's account is not Jose's:
 * only case is ignored here.
 */
function holds(entry: DirectoryEntry, attribute: string, value: string): boolean {
  if (attribute === 'objectGUID') return entry.anchor === value.toLowerCase();
  const values = entry.attributes.get(attribute.toLowerCase()) ?? [];
  return values.some((each) => String(each).toLowerCase() === value.toLowerCase());
}
