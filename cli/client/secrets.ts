/** The secrets of a service principal: how its jobs reach their directory, and who gets their mail (docs/operations.md, "Set up"). */
import { isKeyVaultReference, isSecret, secretKey } from '../../shared/engine/job/secretKeys';
import type { Http } from './http';

export interface KeptSecret {
  readonly key: string;
  /** `*` for what nobody may read again. */
  readonly value: string;
}

/**
 * What may stand on a command line, being no secret: also a reference to a vault, which says where the secret is and not what.
 * Any other value comes from a file, stdin or the environment.
 */
export function isPlain(key: string, value: string): boolean {
  const known = secretKey(key);
  return (known !== undefined && !isSecret(known)) || isKeyVaultReference(value);
}

/** @param synchronization Graph's `…/synchronization` of the principal */
export async function readSecrets(http: Http, synchronization: string): Promise<readonly KeptSecret[]> {
  return (await http.json<{ value: readonly KeptSecret[] }>('GET', `${synchronization}/secrets`)).value;
}
