/** The embedded directory as a target. */

import type { UserDirectory } from '../../directory/userDirectory';
import { ProvisioningError } from '../../errors';
import type { DirectoryUser } from '../../graph/graphUser';
import { INDEXED_PROPERTIES } from '../../graph/userProperties';
import type { RandomSource } from '../../ports';
import { fromGraph, graphPropertyOf, isReadable, MANAGER_ATTRIBUTE, toGraph } from '../graphWords/graphProperties';
import { describeAttributes } from '../graphWords/graphSchema';
import { withInitialPassword } from '../kit/initialPassword';
import { toldBy } from '../kit/told';
import {
  type AttributeChanges,
  NOTHING_TOLD,
  type Target,
  type TargetAttributes,
  type TargetCapabilities,
  type TargetUser,
} from '../target';
import { toProvisioningError } from './failures';

/** Two are enough to know that a value is not unique. */
const FIND_LIMIT = 3;

const CAPABILITIES: Omit<TargetCapabilities, 'realm'> = {
  displayName: 'Azure Active Directory', // clients that write schemas look for exactly this name (wire contract 0, fact 7)
  enabledAttribute: { name: 'accountEnabled', whenEnabled: true },
  softDelete: true,
  referenceAttributes: [MANAGER_ATTRIBUTE],
  caseInsensitiveLookup: true,
  createsOnce: true,
  needsAgent: false,
};

export function createDirectoryTarget(directory: UserDirectory, random: RandomSource): Target {
  async function readDeleted(anchor: string, wanted: readonly string[]): Promise<TargetUser | undefined> {
    const user = await directory.readDeleted(anchor);
    return user && toTargetUser(user, wanted, true);
  }

  return {
    capabilities: { ...CAPABILITIES, realm: `directory ${directory.tenantId}` },

    find: (attribute, value, wanted) =>
      translated([], async () => {
        const users = await directory.find(propertyOf(attribute), value, FIND_LIMIT);
        return users.map((user) => toTargetUser(user, wanted, false));
      }),

    read: (anchor, wanted) =>
      translated([], async () => {
        const user = await directory.read(anchor);
        return user ? toTargetUser(user, wanted, false) : readDeleted(anchor, wanted);
      }),

    create: (attributes, key) =>
      translated(Object.keys(attributes), async () => {
        const names = Object.keys(attributes);
        const user = toTargetUser(
          await directory.create(withInitialPassword(toGraph(attributes), random), key),
          names,
          false,
        );
        return { ...user, told: toldBy(user.attributes, names.filter(isReadable)) };
      }),

    update: (anchor: string, changes: AttributeChanges) =>
      translated(Object.keys(changes), async () => {
        const names = Object.keys(changes);
        const { attributes } = toTargetUser(await directory.update(anchor, toGraph(changes)), names, false);
        return toldBy(attributes, names.filter(isReadable));
      }),

    delete: (anchor) =>
      translated([], () => directory.delete(anchor)).catch((error: unknown) => {
        if (!(error instanceof ProvisioningError) || error.code !== 'InvalidAnchor') throw error;
      }),

    restore: (anchor) =>
      translated([], async () => {
        await directory.restore(anchor);
      }),

    setReference: (anchor, attribute, referencedAnchor) =>
      translated([attribute], async () => {
        if (attribute !== MANAGER_ATTRIBUTE) throw unknownAttribute(attribute);
        await directory.setManager(anchor, referencedAnchor);
        return NOTHING_TOLD;
      }),

    isTaken: (attribute, value) =>
      translated([attribute], async () => {
        const property = propertyOf(attribute);
        if (INDEXED_PROPERTIES.includes(property)) return directory.isTaken(property, value);
        return (await directory.find(property, value, 1)).length > 0;
      }),

    defaultDomain: async () => {
      const [domain] = directory.verifiedDomains;
      if (domain === undefined) throw new ProvisioningError('InvalidDomain', 'The directory has no verified domain.');
      return domain;
    },

    /** Storage is all there is to reach. */
    testConnection: (matchAttribute = 'userPrincipalName') =>
      translated([matchAttribute], async () => {
        propertyOf(matchAttribute);
        await directory.find('userPrincipalName', '', 1); // the cheapest: other attributes may take a scan
      }),

    discover: async () => describeAttributes(),
    close: async () => {},
  };
}

async function translated<T>(attributes: readonly string[], action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw toProvisioningError(error, attributes);
  }
}

function toTargetUser(user: DirectoryUser, wanted: readonly string[], softDeleted: boolean): TargetUser {
  const { id, properties, managerId } = user;
  const manager = managerId === undefined ? {} : { manager: { id: managerId } };
  const attributes: TargetAttributes = fromGraph({ ...properties, id, ...manager }, wanted);
  const { userPrincipalName, displayName } = properties;
  return { anchor: id, reportableIdentifier: userPrincipalName, displayName, attributes, softDeleted };
}

function propertyOf(attribute: string): string {
  const property = graphPropertyOf(attribute);
  if (property === undefined) throw unknownAttribute(attribute);
  return property;
}

function unknownAttribute(attribute: string): ProvisioningError {
  return new ProvisioningError('SchemaAttributeNotFound', `The directory has no attribute '${attribute}'.`, {
    attribute,
  });
}
