/** The directory's errors as a target tells them (spec/wire-contract.md 7.4; engine.md 11). */
import {
  DirectoryBusy,
  InvalidUser,
  ReferencedUserNotFound,
  UserConflict,
  UserCreatedBefore,
  UserNotFound,
} from '../../directory/directoryErrors';
import { ProvisioningError } from '../../errors';
import { StoreUnavailable } from '../../store/table';
import { attributeOf, MANAGER_ATTRIBUTE } from '../graphProperties';
import { invalidUser } from '../invalidUser';
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
