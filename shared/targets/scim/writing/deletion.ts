/**
 * Deleting, and what services make of it. Most forget the user; some only mark the account and go on listing it, and some
 * of those leave it enabled. A delete ends with nobody shown, or with an account that is disabled; the person who comes
 * back finds it by matching, and has it enabled.
 */
import { ProvisioningError } from '../../../errors';
import type { AttributeChanges, Told } from '../../target';
import { member } from '../resource';
import type { UsersEndpoint } from '../users';

export interface DeletionPorts {
  readonly users: UsersEndpoint;
  update(id: string, changes: AttributeChanges): Promise<Told>;
}

/** @returns deletes one user @throws {ProvisioningError} */
export function createDeletion({ users, update }: DeletionPorts): (id: string) => Promise<void> {
  /** Seen once, it is not looked for again. */
  let isForGood = false;

  return async (id) => {
    await users.remove(id);
    if (isForGood) return;
    const left = await users.get(id);
    if (left === undefined) isForGood = true;
    else if (String(member(left.resource, 'active')).toLowerCase() === 'true') await disable(id);
  };

  async function disable(id: string): Promise<void> {
    try {
      const { active } = await update(id, { active: false });
      if (active !== true) return;
    } catch (error) {
      if (error instanceof ProvisioningError && error.code === 'InvalidAnchor') return; // gone after all
      throw error;
    }
    throw new ProvisioningError(
      'SystemForCrossDomainIdentityManagementBadResponse',
      'The service answered that it deleted the user, and still shows the account, enabled.',
      { attribute: 'active' },
    );
  }
}
