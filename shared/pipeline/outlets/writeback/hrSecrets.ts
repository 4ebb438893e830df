/** Credentials of an HR system: the secret ones sealed, all of them as a SCIM target has them. */
import { MASK } from '../../../engine/job/secretKeys';
import { type HrService, isSealed } from '../../../outlets/writeback/hr';
import type { OutletRef } from '../../../store/outlets/events';
import type { Outlet } from '../../../store/outlets/outlets';
import type { Needs } from '../../ports';
import { authPlace } from '../sealedPlaces';

/** In clear, to open the service with. @throws {SecretUnreadable} */
export function hrSecrets(outlet: Outlet, hr: HrService, { sealer }: Needs<'sealer'>): ReadonlyMap<string, string> {
  const sealed = Object.entries(outlet.auth ?? {}).map(
    ([key, value]) =>
      [key, sealer.open(value, authPlace(outlet, key), `${key} in scim.auth of the outlet ${outlet.name}`)] as const,
  );
  return new Map([['BaseAddress', hr.baseAddress], ...Object.entries(hr.auth), ...sealed]);
}

/** @param before what is kept where the mask stands for it @throws {SealingKeyMissing} */
export function sealedAuth(
  given: Readonly<Record<string, string>>,
  ref: OutletRef,
  before: Readonly<Record<string, string>>,
  { sealer }: Needs<'sealer'>,
): Readonly<Record<string, string>> {
  const sealed = Object.entries(given).flatMap(([key, value]) => {
    if (!isSealed(key, value)) return [];
    const kept = value === MASK ? before[key] : sealer.seal(value, authPlace(ref, key));
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return Object.fromEntries(sealed);
}
