/** What came of a create that says too little, or that was refused for a name which nobody is seen to have. */
import { ProvisioningError } from '../../../errors';
import { printValue } from '../../../value';
import type { TargetAttributes } from '../../target';
import type { ScimUser } from '../answers';
import type { Finder } from '../finder';

/** What every user has, or that tells them apart. */
const TELLING = ['userName', 'externalId'];

/** The user whom a service has made without saying which. @throws {ProvisioningError} EndpointUnavailable while nobody is shown */
export async function findCreated(attributes: TargetAttributes, finder: Finder): Promise<ScimUser> {
  for (const name of TELLING) {
    const value = printValue(attributes[name] ?? null);
    const found = value === null ? [] : await finder.find(name, value);
    if (found.length === 1 && found[0] !== undefined) return found[0];
  }
  throw new ProvisioningError(
    'EndpointUnavailable',
    'The service created a user, does not say which, and does not show one yet. The next attempt looks for it.',
  );
}

/**
 * A conflict with somebody whom no look-up shows: an account that is disabled and listed only on demand is found from now
 * on, and taken over by the next look-up; one that is not shown at all is explained.
 */
export async function explained(
  conflict: ProvisioningError,
  attributes: TargetAttributes,
  finder: Finder,
): Promise<ProvisioningError> {
  const name = TELLING.find((one) => one.toLowerCase() === conflict.attribute?.toLowerCase()) ?? 'userName';
  const value = printValue(attributes[name] ?? null);
  if (value === null) return conflict;
  try {
    if ((await finder.find(name, value)).length > 0) return conflict;
    if ((await finder.findHidden(name, value)).length > 0) return conflict;
  } catch (error) {
    if (error instanceof ProvisioningError) return conflict; // what is wrong with the create is what there is to tell
    throw error;
  }
  return new ProvisioningError(
    conflict.code,
    `${conflict.message} No look-up shows who has the ${name} "${value}": most likely an account that was deleted, and that the service keeps with its name. Restore it there, or have it removed for good.`,
    {
      cause: conflict,
      attribute: conflict.attribute ?? name,
      ...(conflict.details === undefined ? {} : { details: conflict.details }),
    },
  );
}
