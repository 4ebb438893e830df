/**
 * Settings of jobs that clients save among the secrets of their service principal (spec/engine.md 0.2, C4): each is one
 * value, kept with the job, whichever way it was set.
 */

import { isOn } from '../../graph/onOff';
import { isJsonObject, type JsonObject } from '../../scim/json';
import type { Job } from '../../store/jobs/jobs';
import type { KeptSecret } from '../../store/jobs/secrets';
import { NOTIFICATION_KEY, savedNotificationSettings } from '../quarantine/notificationSettings';

export const SKIP_KEY = 'SkipOutOfScopeDeletions';

const text = (flag: boolean) => (flag ? 'True' : 'False');

/** What the secrets say of the settings of jobs; what they do not mention stays as it is. */
export function settingsFromSecrets(secrets: readonly KeptSecret[]): Readonly<Record<string, string>> {
  const skip = secrets.find(({ key }) => key === SKIP_KEY)?.value;
  const { DeleteThresholdEnabled, DeleteThresholdValue } = savedNotificationSettings(secrets);
  return {
    ...(skip !== undefined && { [SKIP_KEY]: text(isOn(skip)) }),
    ...(typeof DeleteThresholdEnabled === 'boolean' && { DeleteThresholdEnabled: text(DeleteThresholdEnabled) }),
    ...(typeof DeleteThresholdValue === 'number' && {
      QuarantineTooManyDeletesThreshold: String(DeleteThresholdValue),
    }),
  };
}

/** The secrets with these settings as the job has them now. */
export function withJobSettings(secrets: readonly KeptSecret[], { settings }: Job): readonly KeptSecret[] {
  const others = secrets.filter(({ key }) => key !== NOTIFICATION_KEY && key !== SKIP_KEY);
  const notification: JsonObject = {
    Enabled: true,
    ...savedNotificationSettings(secrets),
    DeleteThresholdEnabled: settings.DeleteThresholdEnabled === undefined || isOn(settings.DeleteThresholdEnabled),
    DeleteThresholdValue: Number(settings.QuarantineTooManyDeletesThreshold ?? 500),
  };
  return [
    ...others,
    { key: NOTIFICATION_KEY, value: JSON.stringify(notification), sealed: false },
    { key: SKIP_KEY, value: text(isOn(settings[SKIP_KEY])), sealed: false },
  ];
}

/** `SyncNotificationSettings` as sent: a JSON text. @returns what is wrong, each with the member it is about */
export function faultsOfNotificationSettings(value: string): readonly { member: string; expectation: string }[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return [{ member: '', expectation: 'must be a JSON text such as {"Enabled":true,"Recipients":"hr@example.com"}' }];
  }
  if (!isJsonObject(parsed)) return [{ member: '', expectation: 'must be the JSON text of an object' }];
  const given = parsed;
  const flags = ['Enabled', 'DeleteThresholdEnabled', 'HumanResourcesLookaheadQueryEnabled'];
  const { Recipients, DeleteThresholdValue } = given;
  return [
    ...flags
      .filter((member) => given[member] != null && typeof given[member] !== 'boolean')
      .map((member) => ({ member, expectation: 'must be true or false' })),
    ...(Recipients == null || isListOfAddresses(Recipients)
      ? []
      : [{ member: 'Recipients', expectation: 'must be e-mail addresses, parted by commas' }]),
    ...(DeleteThresholdValue == null || isCount(DeleteThresholdValue)
      ? []
      : [{ member: 'DeleteThresholdValue', expectation: 'must be a whole number from 0' }]),
  ];
}

function isListOfAddresses(value: unknown): boolean {
  return typeof value === 'string' && value.split(/[,;\s]+/).every((part) => part === '' || /^[^@]+@[^@]+$/.test(part));
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
