/** Secrets of inlets at rest: sealed for the inlet they belong to, or named in a vault (design, I7). */
import { isKeyVaultReference } from '../../engine/job/secretKeys';
import type { RandomSource } from '../../ports';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { InletSecret } from '../../store/inlets/inlets';
import type { Sealer } from '../../store/jobs/sealing';

export interface SecretPorts {
  readonly sealer: Sealer;
  /** What a reference to a vault stands for. @throws {ProvisioningError} where the vault does not give it */
  readVault(reference: string): Promise<string>;
}

const placeOf = ({ jobId, inlet }: InletPlace, id: string) => `inlet/${jobId}/${inlet}/${id}`;

/** @throws {SealingKeyMissing} when there is no key to keep it under */
export function keepSecret(
  place: InletPlace,
  value: string,
  use: InletSecret['use'],
  addedAt: number,
  { sealer, random }: { readonly sealer: Sealer; readonly random: RandomSource },
): InletSecret {
  const id = random.uuid();
  const kept = { id, use, addedAt, endsAt: null };
  if (isKeyVaultReference(value)) return { ...kept, value, sealed: false };
  return { ...kept, value: sealer.seal(value, placeOf(place, id)), sealed: true };
}

/** @throws {SecretUnreadable} @throws {ProvisioningError} where a vault does not give it */
export async function secretInClear(place: InletPlace, secret: InletSecret, ports: SecretPorts): Promise<string> {
  const { id, use, value, sealed } = secret;
  const what = `The ${use === 'fetch' ? 'fetchSecret' : 'signing secret'} of the inlet ${place.inlet}`;
  return sealed ? ports.sealer.open(value, placeOf(place, id), what) : ports.readVault(value);
}
