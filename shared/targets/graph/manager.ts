/** The manager of an account, written as a reference of its own. Graph answers 404 alike for whichever of the two is missing. */
import { ProvisioningError } from '../../errors';
import { MANAGER_ATTRIBUTE } from '../graphWords/graphProperties';
import { isGuid } from './lookUp';
import type { Patience } from './patience';
import type { GraphUsers } from './users';

/** @throws {ProvisioningError} InvalidAnchor, ReferenceNotFound */
export type SetManager = (anchor: string, managerAnchor: string | null) => Promise<void>;

export function createManagerWriter(users: GraphUsers, patience: Patience): SetManager {
  return async (anchor, managerAnchor) => {
    if (managerAnchor !== null && !isGuid(managerAnchor)) throw noManager(managerAnchor);
    const involved = managerAnchor === null ? [anchor] : [anchor, managerAnchor];
    const written = await patience.find(involved, ['live'], () => users.setManager(anchor, managerAnchor));
    if (written) return;
    if ((await users.get(anchor, '$select=id')) === undefined) throw noAccount(anchor);
    if (managerAnchor !== null) throw noManager(managerAnchor);
    // There was no manager to clear, which is what was wanted.
  };
}

export function noAccount(anchor: string): ProvisioningError {
  return new ProvisioningError('InvalidAnchor', `There is no account with the object id "${anchor}".`);
}

function noManager(anchor: string): ProvisioningError {
  return new ProvisioningError('ReferenceNotFound', `The manager "${anchor}" is not in the directory.`, {
    attribute: MANAGER_ATTRIBUTE,
  });
}
