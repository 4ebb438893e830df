/** Who gets mail: `SyncNotificationSettings`, a JSON text among the secrets (docs/operations.md, *Set up*). */
import { isJsonObject, type JsonObject } from '../../../shared/scim/json';
import type { Pair } from './connectionForm';

export const NOTIFICATION_KEY = 'SyncNotificationSettings';

/** Of jobs, and in this text only because clients send them so. They are left out: other jobs of the principal have their own. */
const OF_JOBS = ['DeleteThresholdEnabled', 'DeleteThresholdValue'];

export interface Notification {
  readonly enabled: string;
  readonly recipients: string;
}

const ON = 'on';

export function toNotification(saved: readonly Pair[]): Notification {
  const { Enabled, Recipients } = settingsIn(saved);
  return { enabled: Enabled === false ? '' : ON, recipients: typeof Recipients === 'string' ? Recipients : '' };
}

export const withEnabled = (isOn: boolean): string => (isOn ? ON : '');

/** What is saved under the key then; what else it says stays. */
export function notificationText(saved: readonly Pair[], { enabled, recipients }: Notification): string {
  const others = Object.entries(settingsIn(saved)).filter(([name]) => !OF_JOBS.includes(name));
  const Recipients = addressesIn(recipients).join(',');
  return JSON.stringify({ ...Object.fromEntries(others), Enabled: enabled === ON, Recipients });
}

export const addressesIn = (text: string): readonly string[] => text.split(/[,;\s]+/).filter((part) => part !== '');

/** Those that are none; the service takes no others. */
export const notAddresses = (text: string): readonly string[] =>
  addressesIn(text).filter((part) => !/^[^@]+@[^@]+$/.test(part));

function settingsIn(saved: readonly Pair[]): JsonObject {
  const text = saved.find(({ key }) => key === NOTIFICATION_KEY)?.value ?? '{}';
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {}; // an older release may have taken anything
  }
}
