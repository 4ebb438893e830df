/** The directory's errors as a target tells them (spec/wire-contract.md 7.4; engine.md 11). */
import {
  DirectoryBusy,
  InvalidUser,
  ReferencedUserNotFound,
  UserConflict,
  type UserFault,
  type UserFaultCode,
  UserNotFound,
} from '../../directory/directoryErrors';
import { type FailureCode, ProvisioningError } from '../../errors';
import { StoreUnavailable } from '../../store/table';
import { attributeOf, MANAGER_ATTRIBUTE } from '../graphProperties';

const CODE_OF_FAULT: Readonly<Record<UserFaultCode, FailureCode>> = {
  MissingValue: 'MandatoryFieldsMissing',
  InvalidType: 'InvalidValue',
  InvalidLength: 'InvalidValue',
  InvalidValue: 'InvalidValue',
  InvalidUserPrincipalName: 'AzureActiveDirectoryInvalidUserPrincipalName',
  UnverifiedDomain: 'InvalidDomain',
  WeakPassword: 'InvalidValue',
  NotNullable: 'InvalidValue',
  ReadOnlyProperty: 'InvalidValue',
  UnknownProperty: 'SchemaAttributeNotFound',
};

/** @param attributes those that were written, so that a fault is told by the name the mapping uses */
export function toProvisioningError(error: unknown, attributes: readonly string[]): unknown {
  if (error instanceof InvalidUser) return invalid(error, attributes);
  if (error instanceof UserConflict) {
    const attribute = attributeOf(error.property, attributes);
    return new ProvisioningError('EntryConflict', error.message, { attribute, cause: error });
  }
  if (error instanceof ReferencedUserNotFound) {
    return new ProvisioningError('ReferenceNotFound', error.message, { attribute: MANAGER_ATTRIBUTE, cause: error });
  }
  if (error instanceof UserNotFound) return new ProvisioningError('InvalidAnchor', error.message, { cause: error });
  if (error instanceof DirectoryBusy || error instanceof StoreUnavailable) {
    return new ProvisioningError('EndpointUnavailable', error.message, { cause: error });
  }
  return error;
}

function invalid(error: InvalidUser, attributes: readonly string[]): ProvisioningError {
  const [first] = error.faults;
  const tell = (fault: UserFault) => `${attributeOf(fault.property, attributes)} ${fault.expectation}`;
  const told = error.faults.map(tell).join('; ');
  const message =
    first.code === 'UnverifiedDomain' ? `The domain does not exist in the directory: ${told}.` : `${told}.`;
  const attribute = attributeOf(first.property, attributes);
  return new ProvisioningError(CODE_OF_FAULT[first.code], message, { attribute, details: error.message, cause: error });
}
