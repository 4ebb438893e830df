/** A job that is started without a notification e-mail is quarantined at once (seed 000, "The job enters quarantine state"). */
import type { Trouble } from './quarantine/quarantineJob';

export const NO_EMAIL = {
  reason: 'EncounteredQuarantineException',
  code: 'NotificationEmailMissing',
  message:
    'No notification e-mail is set, so nobody would learn of a failure. Save one (PUT …/synchronization/secrets, key ' +
    'SyncNotificationSettings, value {"Enabled":true,"Recipients":"admin@example.com"}), then restart provisioning. ' +
    'REQUIRE_NOTIFICATION_EMAIL=false lets jobs run without.',
} as const satisfies Trouble;
