/**
 * Whom the uploads are about. What a person's account should look like can be told from the operation alone: the job
 * title names it, so that the end of a run shows whose data the account has.
 */
import type { JsonObject } from '../../shared/scim/json';
import type { Chance } from './chance';
import { ENTERPRISE, partOf } from './parts';
import { IN_SCOPE, LEFT_ALONE } from './schema';
import { REFUSED_DOMAIN } from './target';
import type { Weather } from './weather';

export interface PlannedOperation {
  /** Unlike any other in the run. */
  readonly bulkId: string;
  /** `null`: somebody without a source anchor. */
  readonly anchor: string | null;
  readonly data: JsonObject;
}

export interface PlannedUpload {
  readonly operations: readonly PlannedOperation[];
  readonly clientRequestId: string | undefined;
  /** Since the answer to the one before, milliseconds. */
  readonly pauseMs: number;
}

export const OVERSIZED = 'p-oversized';
export const SICK = 'p-sick';

/** Somebody who could have either of two accounts, where the weather has it so. */
export const TWICE = 'p-twice';
/** The title of accounts that were there before anybody was uploaded. */
export const BEFORE = 'before Muster';

/** Whose trouble is storage's: what becomes of them is told in the log alone. */
export const isAfflictedByStorage = (anchor: string | null) => anchor === OVERSIZED || anchor === SICK;

/** @param client names the client within the run */
export function planUploads(client: string, weather: Weather, chance: Chance): readonly PlannedUpload[] {
  const last = new Map<string | null, JsonObject>();
  const repeating = weather.repeats > 0 ? chance.fork() : undefined; // drawn where it is used: other weathers stay as they are
  const pausing = weather.pauses > 0 ? chance.fork() : undefined;
  const plan = (bulkId: string, isHuge: boolean): PlannedOperation => {
    const planned = planOperation(bulkId, weather, chance, isHuge);
    const before = last.get(planned.anchor);
    const data = before !== undefined && repeating?.happens(weather.repeats) ? before : planned.data;
    last.set(planned.anchor, data);
    return { ...planned, data };
  };
  return Array.from({ length: weather.uploadsAClient }, (_, upload) => ({
    operations: Array.from({ length: chance.between(1, weather.operationsAnUpload) }, (__, index) =>
      plan(`${client}.${upload + 1}.${index + 1}`, weather.staged && upload + index === 0),
    ),
    clientRequestId: chance.happens(weather.anonymousUploads) ? undefined : `${client}-${upload + 1}`,
    pauseMs: pausing?.happens(weather.pauses)
      ? pausing.between(14, 20) * 60_000
      : chance.pick([0, 0, 1_000, 20_000, 90_000]),
  }));
}

function planOperation(bulkId: string, weather: Weather, chance: Chance, isHuge: boolean): PlannedOperation {
  const someone = () => `p${chance.between(1, weather.people)}`;
  const anchor = chance.happens(0.04) ? null : (somebodySpecial(weather, chance) ?? someone());
  const isActive = !chance.happens(weather.leavers);
  const isRefused = anchor !== null && chance.happens(weather.refusals);
  const manager = chance.happens(0.35) ? someone() : null;
  const domain = isRefused ? REFUSED_DOMAIN : '@adatum.example';
  const name = anchor ?? 'nobody';
  const whole: JsonObject = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    externalId: anchor,
    userName: `${name}${domain}`,
    displayName: name,
    title: bulkId,
    active: isActive,
    ...(manager !== null && { [ENTERPRISE]: { manager: { value: manager } } }),
    ...(isHuge && { nickName: noise(chance) }),
    ...(weather.scoped && { userType: chance.happens(0.7) ? IN_SCOPE : 'out' }),
    ...(weather.filtered && { locale: chance.happens(0.75) ? 'changed' : LEFT_ALONE }),
    ...(weather.openGates && chance.happens(0.5) && { timezone: `zone ${bulkId}` }),
  };
  return {
    bulkId,
    anchor,
    data: weather.parts > 0 && anchor !== null ? partOf(whole, bulkId, weather.parts, chance) : whole,
  };
}

function somebodySpecial(weather: Weather, chance: Chance): string | undefined {
  if (weather.twice && chance.happens(0.3)) return TWICE;
  if (weather.oversized && chance.happens(0.3)) return OVERSIZED;
  return weather.sickRow && chance.happens(0.2) ? SICK : undefined;
}

/** Text that does not shrink to the size of a message. */
function noise(chance: Chance): string {
  return Buffer.from(Uint8Array.from({ length: 52_000 }, () => chance.whole(256))).toString('base64');
}
