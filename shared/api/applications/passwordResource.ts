/** A secret as Graph shows it. */
import type { ClientPassword } from '../../store/jobs/clients';

/** @param secret only in the answer to whoever asked for it */
export function passwordResource(
  { keyId, displayName, hint, startsAt, endsAt }: ClientPassword,
  secret: string | null = null,
): object {
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime: new Date(endsAt).toISOString(),
    hint,
    keyId,
    secretText: secret,
    startDateTime: new Date(startsAt).toISOString(),
  };
}
