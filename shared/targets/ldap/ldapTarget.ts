/**
 * Active Directory over LDAP (spec/engine.md 12). Accounts are addressed by objectGUID throughout, so that they are found
 * wherever somebody moves them. Nothing is tried twice: what may heal is thrown as transient and comes back from the queue.
 */
import { ProvisioningError } from '../../errors';
import type { RandomSource } from '../../ports';
import type { Egress } from '../kit/egress';
import type { Patience } from '../kit/patience';
import { toldBy } from '../kit/told';
import { NOTHING_TOLD, type Target, type TargetCapabilities, type TargetUser } from '../target';
import { DISABLED, fieldsFor, isDeleted, PARENT, REFERENCES, REMAINS, readUser } from './account';
import { createAccountWriter } from './accountWriter';
import { createAttributeTypes } from './attributeTypes';
import { createConnection } from './connection';
import { discoverUser } from './discovery';
import { domainOfName } from './dn';
import type { DirectoryEntry } from './entry';
import { accountsWhere, equals } from './filter';
import { guidName, guidToBytes, isGuid } from './guid';
import { createRecycleBin } from './recycleBin';
import { pointAt } from './references';
import { createSession } from './session';
import { checkLdapSettings, type LdapSettings } from './settings';

const CAPABILITIES: Omit<TargetCapabilities, 'realm'> = {
  displayName: 'Active Directory',
  enabledAttribute: { name: DISABLED, whenEnabled: false },
  // Even with the Recycle Bin on, a delete is meant to be for good (seed FAQ: "the matched user is hard-deleted").
  softDelete: false,
  referenceAttributes: REFERENCES,
  uniqueWithin: { container: PARENT, attributes: ['cn'] },
  caseInsensitiveLookup: true,
  createsOnce: false,
  needsAgent: true,
};

/** Of no attribute of anybody; no GUID, so that `objectGUID` is fine as well. */
const NOBODYS_VALUE = 'muster-connection-test';
/** Enough to see past accounts whose value only resembles the one looked for. */
const MOST_FOUND = 20;

export interface LdapTargetPorts {
  readonly random: RandomSource;
  readonly egress: Egress;
  /** How long a create may take until it leaves; absent where it needs no protection. */
  readonly patience?: Patience;
}

/** @throws {Error} when the settings are not usable; nothing is connected before the first call */
export function createLdapTarget(settings: LdapSettings, { random, egress, patience }: LdapTargetPorts): Target {
  checkLdapSettings(settings);
  const session = createSession(settings, createConnection(settings, egress));
  const types = createAttributeTypes(session);
  const recycleBin = createRecycleBin(session);
  const { defaultContainer } = settings;
  const writer = createAccountWriter({ session, types, random, defaultContainer, patience });

  async function lookUp(
    anchor: string,
    attributes: readonly string[],
    options: { withDeleted?: boolean } = {},
  ): Promise<DirectoryEntry | undefined> {
    if (!isGuid(anchor)) return undefined;
    const [entry] = await session.search({ base: guidName(anchor), scope: 'base', attributes, ...options });
    return entry;
  }

  async function find(attribute: string, value: string, wanted: readonly string[]): Promise<readonly TargetUser[]> {
    const filter = await filterFor(attribute, value);
    if (filter === undefined) return [];
    const entries = await session.search({
      base: settings.baseDn ?? (await session.domain()).defaultNamingContext,
      scope: 'sub',
      filter: accountsWhere(filter),
      attributes: fieldsFor([attribute, ...wanted]),
      sizeLimit: MOST_FOUND,
    });
    const known = await types.describe(wanted);
    return entries.filter((entry) => holds(entry, attribute, value)).map((entry) => readUser(entry, wanted, known));
  }

  /** @returns `undefined` for a value that no object can hold */
  async function filterFor(attribute: string, value: string) {
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

  /** A name need be unique among what lies directly in its container. */
  async function isNameTaken(container: string, filter: ReturnType<typeof equals>): Promise<boolean> {
    const found = await session.search({ base: container, scope: 'one', filter, attributes: [], sizeLimit: 1 });
    return found.length > 0;
  }

  return {
    // The domain by its own name, which every job in it has in common, unlike the suffix of its users.
    capabilities: { ...CAPABILITIES, realm: `domain ${domainOfName(settings.defaultContainer).toLowerCase()}` },

    find,

    read: async (anchor, wanted) => {
      const entry = await lookUp(anchor, fieldsFor(wanted), { withDeleted: true });
      if (entry === undefined || (isDeleted(entry) && !(await recycleBin.holds(entry)))) return undefined;
      return readUser(entry, wanted, await types.describe(wanted));
    },

    create: async (attributes) => {
      const entry = await writer.create(attributes);
      const wanted = Object.keys(attributes);
      const user = readUser(entry, wanted, await types.describe(wanted));
      return { ...user, told: toldBy(user.attributes, wanted) };
    },

    update: async (anchor, changes) => {
      if (!isGuid(anchor)) throw gone(anchor);
      await writer.update(anchor, changes);
      return NOTHING_TOLD; // a modify is answered with a result code alone, and carried out whole or not at all
    },

    delete: async (anchor) => {
      if (settings.hardDelete !== true) {
        throw new ProvisioningError(
          'NotPermitted',
          'Deleting is switched off for this domain. Disable accounts instead, or set hardDelete; turn the Recycle Bin on first.',
        );
      }
      if (isGuid(anchor)) await unlessGone(session.delete(guidName(anchor)));
    },

    restore: async (anchor) => {
      const entry = await lookUp(anchor, REMAINS, { withDeleted: true });
      if (entry === undefined || !isDeleted(entry)) throw gone(anchor);
      await recycleBin.restore(entry);
    },

    setReference: async (anchor, attribute, referencedAnchor) => {
      if (!REFERENCES.includes(attribute)) {
        throw new ProvisioningError('SchemaAttributeNotFound', `${attribute} does not refer to people.`, { attribute });
      }
      if (!isGuid(anchor)) throw gone(anchor);
      await pointAt(session, anchor, attribute, referencedAnchor);
      return NOTHING_TOLD;
    },

    isTaken: async (attribute, value, container = settings.defaultContainer) => {
      const filter = await filterFor(attribute, value);
      if (filter === undefined) return false;
      if (attribute === 'cn') return isNameTaken(container, filter);
      const { defaultNamingContext: base } = await session.domain();
      const withDeleted = await recycleBin.isOn();
      // Any object, not only people: a group or a computer holds its sAMAccountName as well.
      const found = await session.search({ base, scope: 'sub', filter, attributes: [], sizeLimit: 1, withDeleted });
      return found.length > 0;
    },

    defaultDomain: async () => settings.defaultDomain ?? domainOfName((await session.domain()).defaultNamingContext),

    testConnection: async (matchAttribute) => {
      const { defaultNamingContext } = await session.domain();
      for (const base of [settings.baseDn ?? defaultNamingContext, settings.defaultContainer]) {
        const found = await session.search({ base, scope: 'base', attributes: [] });
        if (found.length === 0) {
          throw new ProvisioningError(
            'HybridSynchronizationActiveDirectoryInvalidParameter',
            `The container "${base}" does not exist, or the service account may not see it.`,
            { attribute: PARENT },
          );
        }
      }
      if (matchAttribute !== undefined) await find(matchAttribute, NOBODYS_VALUE, []);
    },

    discover: () => discoverUser(session),

    close: () => session.close(),
  };
}

/**
 * Active Directory's own comparison ignores accents, blanks and more (MS-ADTS 6.5), but José's account is not Jose's:
 * only case is ignored here.
 */
function holds(entry: DirectoryEntry, attribute: string, value: string): boolean {
  if (attribute === 'objectGUID') return true;
  const values = entry.attributes.get(attribute.toLowerCase()) ?? [];
  return values.some((each) => String(each).toLowerCase() === value.toLowerCase());
}

function gone(anchor: string): ProvisioningError {
  return new ProvisioningError('InvalidAnchor', `There is no account with the objectGUID "${anchor}".`);
}

async function unlessGone(deletion: Promise<void>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof ProvisioningError && error.code === 'InvalidAnchor')) throw error;
  }
}
