/** Values that Graph's rules for users refuse, as a target tells them: by the attributes that were mapped. */

import { type FailureCode, ProvisioningError } from '../../errors';
import type { InvalidUser, UserFault, UserFaultCode } from '../../graph/userFaults';
import { attributeOf } from './graphProperties';

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
export function invalidUser(error: InvalidUser, attributes: readonly string[]): ProvisioningError {
  const [first] = error.faults;
  const tell = (fault: UserFault) => `${attributeOf(fault.property, attributes)} ${fault.expectation}`;
  const told = error.faults.map(tell).join('; ');
  const message =
    first.code === 'UnverifiedDomain' ? `The domain does not exist in the directory: ${told}.` : `${told}.`;
  const attribute = attributeOf(first.property, attributes);
  return new ProvisioningError(CODE_OF_FAULT[first.code], message, { attribute, details: error.message, cause: error });
}
