/** `synchronization/secrets` on the wire (spec/wire-contract.md 2.7, 3.8). */

import { changedDestinations, isSecret, MASK, secretKey } from '../../engine/job/secretKeys';
import type { Fields } from '../../engine/schema/parse/fields';
import { isOn } from '../../graph/onOff';
import { faultsOfNotificationSettings, SKIP_KEY } from '../../pipeline/jobs/secretSettings';
import { type GivenSecret, readSecrets, saveSecrets } from '../../pipeline/jobs/secrets';
import type { Needs } from '../../pipeline/ports';
import { NOTIFICATION_KEY } from '../../pipeline/quarantine/notificationSettings';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { SealingKeyMissing } from '../../store/jobs/sealing';
import type { KeptSecret } from '../../store/jobs/secrets';
import { synchronizationContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { WRITE_ANY_JOB } from '../http/roles';
import { warningHeaders } from '../http/warnings';
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
  await save(principal, given, call, ports);
  return { status: 204, headers: warningHeaders(droppedKeys(saved, given)) };
}

/** Merges: what is not named stays as it is, and `null` takes a key away. */
export async function patchSecrets(call: Call, ports: Ports): Promise<Reply> {
  const principal = await findPrincipal(call, ports.jobs, ...WRITE_ANY_JOB);
  const saved = await ports.secrets.get(principal.id);
  const { merged, named } = await readFields(call.request, ports.maxRequestBytes, (fields) =>
    readSecretPatch(fields, saved),
  );
  await save(principal, merged, call, ports, named);
  return { status: 204 };
}

async function save(
  principal: ServicePrincipal,
  given: readonly GivenSecret[],
  call: Call,
  ports: Ports,
  said: readonly GivenSecret[] = given,
) {
  try {
    await saveSecrets(principal, { given, said }, initiator(call), ports);
  } catch (error) {
    if (error instanceof SealingKeyMissing) {
      throw badRequest(`${error.message} Or send a Key Vault reference: @Microsoft.KeyVault(SecretUri=…).`);
    }
    throw error;
  }
}

/** Who sends a set without what is saved may not have meant to take it away. */
function droppedKeys(saved: readonly KeptSecret[], given: readonly GivenSecret[]) {
  return saved
    .filter(({ key }) => !given.some((one) => one.key === key))
    .map(({ key }) => ({
      code: 'SecretRemoved',
      path: key,
      message: `${key} was saved and is not any more: PUT replaces the whole set. PATCH changes only what it names.`,
    }));
}

function readSecretSet(fields: Fields, saved: readonly KeptSecret[]): readonly GivenSecret[] {
  if (!fields.has('value')) fields.report('value', 'MissingProperty', 'value must be a list of keys and values.');
  const given = readSecretPairs(fields, 'value', saved);
  checkMasks(fields, given, saved);
  return given;
}

interface SecretPatch {
  /** The whole set as it is to be. */
  readonly merged: readonly GivenSecret[];
  /** What of it was sent. */
  readonly named: readonly GivenSecret[];
}

function readSecretPatch(fields: Fields, saved: readonly KeptSecret[]): SecretPatch {
  if (!fields.has('value')) fields.report('value', 'MissingProperty', 'value must be a list of keys and values.');
  const given = readSecretPairs(fields, 'value', saved);
  const names = new Set(fields.children('value').map((pair) => secretKey(pair.text('key'))));
  const kept = saved.flatMap(({ key, value, sealed }) => {
    const known = secretKey(key);
    return known === undefined || names.has(known) ? [] : [{ key: known, value: sealed ? MASK : value }];
  });
  const merged = [...kept, ...given];
  checkMasks(fields, merged, saved);
  return { merged, named: given };
}

/** A secret that was entered for one place is not sent to another because its mask was sent along, or left alone. */
function checkMasks(fields: Fields, given: readonly GivenSecret[], saved: readonly KeptSecret[]): void {
  const changed = changedDestinations(saved, given);
  if (changed.length === 0) return;
  for (const { key, value } of given) {
    if (!isSecret(key) || value !== MASK) continue;
    const message = `${key} was entered for another place: ${changed.join(', ')} is another one now. Enter it again.`;
    fields.report('value', 'InvalidValue', message);
  }
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
