/**
 * Who is told of trouble: `SyncNotificationSettings`, a JSON text among the secrets of a service principal
 * (spec/wire-contract.md 2.7), and the addresses of the service principal itself.
 */
import { isJsonObject, type JsonObject } from '../../scim/json';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { KeptSecret } from '../../store/jobs/secrets';
import type { Trouble } from './quarantineJob';

export const NOTIFICATION_KEY = 'SyncNotificationSettings';

/** The saved text as an object; empty when nothing was saved. */
export function savedNotificationSettings(secrets: readonly KeptSecret[]): JsonObject {
  const text = secrets.find(({ key }) => key === NOTIFICATION_KEY)?.value;
  const value: unknown = text === undefined ? {} : JSON.parse(text);
  return isJsonObject(value) ? value : {};
}

/** Addresses in `Recipients`, parted by commas, semicolons or blanks. */
export function parseRecipients(text: string): readonly string[] {
  return text.split(/[,;\s]+/).filter((address) => address !== '');
}

/** @returns none also when mail is switched off: the box *Send an email notification* and the address belong together (seed 000) */
export function notificationAddresses(principal: ServicePrincipal, secrets: readonly KeptSecret[]): readonly string[] {
  const { enabled, addresses } = notificationOf(principal, secrets);
  return enabled ? addresses : [];
}

/** As it was saved: the addresses also while mail is switched off. */
export function notificationOf(
  { notificationEmailAddresses }: ServicePrincipal,
  secrets: readonly KeptSecret[],
): { readonly enabled: boolean; readonly addresses: readonly string[] } {
  const { Enabled, Recipients } = savedNotificationSettings(secrets);
  const recipients = typeof Recipients === 'string' ? parseRecipients(Recipients) : [];
  return { enabled: Enabled !== false, addresses: [...new Set([...notificationEmailAddresses, ...recipients])] };
}

/** A job that is started without a notification e-mail is quarantined at once (seed 000, "The job enters quarantine state"). */
export const NO_EMAIL = {
  reason: 'EncounteredQuarantineException',
  code: 'NotificationEmailMissing',
  message:
    'No notification e-mail is set, so nobody would learn of a failure. Save one (PUT …/synchronization/secrets, key ' +
    'SyncNotificationSettings, value {"Enabled":true,"Recipients":"admin@example.com"}), then restart provisioning. ' +
    'REQUIRE_NOTIFICATION_EMAIL=false lets jobs run without.',
} as const satisfies Trouble;
