/**
 * Active Directory over LDAP (spec/engine.md 12). Accounts are addressed by objectGUID throughout, so that they are found
 * wherever somebody moves them. Nothing is tried twice: what may heal is thrown as transient and comes back from the queue.
 */
import { ProvisioningError } from '../../errors';
import type { RandomSource } from '../../ports';
import type { Egress } from '../kit/egress';
import type { Patience } from '../kit/patience';
import { toldBy } from '../kit/told';
import { NOTHING_TOLD, type Target, type TargetCapabilities } from '../target';
import { DISABLED, fieldsFor, isDeleted, PARENT, REFERENCES, REMAINS, readUser } from './account';
import { createAccountWriter } from './accountWriter';
import { createAttributeTypes } from './attributeTypes';
import { createConnection } from './connection';
import { discoverUser } from './discovery';
import { domainOfName } from './dn';
import type { Filter } from './filter';
import { guidName, isGuid } from './guid';
import { createLookUp, TOGETHER } from './lookUp';
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
  const lookUp = createLookUp(session, types, settings.baseDn);
  const { defaultContainer } = settings;
  const writer = createAccountWriter({ session, types, random, defaultContainer, patience });

  /** A name need be unique among what lies directly in its container. */
  async function isNameTaken(container: string, filter: Filter): Promise<boolean> {
    const found = await session.search({ base: container, scope: 'one', filter, attributes: [], sizeLimit: 1 });
    return found.length > 0;
  }

  return {
    // The domain by its own name, which every job in it has in common, unlike the suffix of its users.
    capabilities: { ...CAPABILITIES, realm: `domain ${domainOfName(settings.defaultContainer).toLowerCase()}` },

    together: TOGETHER,

    find: lookUp.find,
    findMany: lookUp.findMany,
    readMany: lookUp.readMany,

    read: async (anchor, wanted) => {
      const entry = await lookUp.entry(anchor, fieldsFor(wanted), { withDeleted: true });
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
      const entry = await lookUp.entry(anchor, REMAINS, { withDeleted: true });
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
      const filter = await lookUp.filterFor(attribute, value);
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
      if (matchAttribute !== undefined) await lookUp.find(matchAttribute, NOBODYS_VALUE, []);
    },

    discover: () => discoverUser(session),

    close: () => session.close(),
  };
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
