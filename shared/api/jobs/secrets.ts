/** `synchronization/secrets` on the wire (spec/wire-contract.md 2.7, 3.8). */

import type { Fields } from '../../engine/schema/parse/fields';
import { isOn } from '../../graph/onOff';
import { isSecret, MASK, secretKey } from '../../pipeline/jobs/secretKeys';
import { faultsOfNotificationSettings, SKIP_KEY } from '../../pipeline/jobs/secretSettings';
import { type GivenSecret, readSecrets, saveSecrets } from '../../pipeline/jobs/secrets';
import type { Needs } from '../../pipeline/ports';
import { NOTIFICATION_KEY } from '../../pipeline/quarantine/notificationSettings';
import { SealingKeyMissing } from '../../store/jobs/sealing';
import type { KeptSecret } from '../../store/jobs/secrets';
import { synchronizationContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { WRITE_ANY_JOB } from '../http/roles';
import { findPrincipal } from './findJob';

type Ports = Needs<'jobs' | 'contexts' | 'secrets' | 'sealer' | 'audit' | 'maxRequestBytes'>;

export async function getSecrets(call: Call, ports: Ports): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, ...WRITE_ANY_JOB);
  const value = await readSecrets(principal, ports);
  return { status: 200, body: { '@odata.context': synchronizationContext(call, principal.id, 'secrets'), value } };
}

export async function putSecrets(call: Call, ports: Ports): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, ...WRITE_ANY_JOB);
  const saved = await ports.secrets.get(principal.id);
  const given = await readFields(call.request, ports.maxRequestBytes, (fields) => readSecretSet(fields, saved));
  try {
    await saveSecrets(principal, given, initiator(call), ports);
  } catch (error) {
    if (error instanceof SealingKeyMissing) {
      throw badRequest(`${error.message} Or send a Key Vault reference: @Microsoft.KeyVault(SecretUri=…).`);
    }
    throw error;
  }
  return { status: 204 };
}

function readSecretSet(fields: Fields, saved: readonly KeptSecret[]): readonly GivenSecret[] {
  if (!fields.has('value')) fields.report('value', 'MissingProperty', 'value must be a list of keys and values.');
  return readSecretPairs(fields, 'value', saved);
}

/** @param saved what a mask may stand for */
export function readSecretPairs(
  fields: Fields,
  list: string,
  saved: readonly KeptSecret[] = [],
): readonly GivenSecret[] {
  const seen = new Set<string>();
  return fields.children(list).flatMap((pair) => {
    const text = pair.text('key');
    const key = secretKey(text);
    const value = pair.optionalText('value');
    const fault = (name: string, code: 'InvalidValue' | 'DuplicateName', message: string) =>
      pair.report(pair.at(name), code, `${pair.at(name)} ${message}.`);
    if (key === undefined) {
      if (text !== '') fault('key', 'InvalidValue', `must be a key such as BaseAddress or SecretToken, got '${text}'`);
      return [];
    }
    if (seen.has(key)) fault('key', 'DuplicateName', `is ${key} once more; each key stands once`);
    seen.add(key);
    if (value === null) return [];
    for (const [place, expectation] of faultsOf(key, value, saved)) fault(place, 'InvalidValue', expectation);
    return [{ key, value }];
  });
}

function* faultsOf(key: string, value: string, saved: readonly KeptSecret[]): Generator<[string, string]> {
  if (key === NOTIFICATION_KEY) {
    for (const { member, expectation } of faultsOfNotificationSettings(value)) {
      yield [member === '' ? 'value' : `value.${member}`, expectation];
    }
  }
  if (key === SKIP_KEY && !isOn(value) && !/^(false|0)$/i.test(value.trim())) yield ['value', 'must be True or False'];
  const known = secretKey(key);
  if (known !== undefined && isSecret(known) && value === MASK && !saved.some((one) => one.key === key)) {
    yield ['value', `is the mask, and no ${key} is saved that it could stand for; send the secret itself`];
  }
}
