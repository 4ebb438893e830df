/** The directory's errors as a target tells them (spec/wire-contract.md 7.4; engine.md 11). */

import { ProvisioningError } from '../../errors';
import {
  DirectoryBusy,
  InvalidUser,
  ReferencedUserNotFound,
  UserConflict,
  UserCreatedBefore,
  UserNotFound,
} from '../../graph/userFaults';
import { StoreUnavailable } from '../../store/contract/table';
import { attributeOf, MANAGER_ATTRIBUTE } from '../graphWords/graphProperties';
import { invalidUser } from '../graphWords/invalidUser';
import { CreatedBefore } from '../target';

/** @param attributes those that were written, so that a fault is told by the name the mapping uses */
export function toProvisioningError(error: unknown, attributes: readonly string[]): unknown {
  if (error instanceof InvalidUser) return invalidUser(error, attributes);
  if (error instanceof UserConflict) {
    const attribute = attributeOf(error.property, attributes);
    return new ProvisioningError('EntryConflict', error.message, { attribute, cause: error });
  }
  if (error instanceof ReferencedUserNotFound) {
    return new ProvisioningError('ReferenceNotFound', error.message, { attribute: MANAGER_ATTRIBUTE, cause: error });
  }
  if (error instanceof UserCreatedBefore) return new CreatedBefore(error.id);
  if (error instanceof UserNotFound) return new ProvisioningError('InvalidAnchor', error.message, { cause: error });
  if (error instanceof DirectoryBusy || error instanceof StoreUnavailable) {
    return new ProvisioningError('EndpointUnavailable', error.message, { cause: error });
  }
  return error;
}
