/** A writeback ready for work: its expressions compiled, its key opened. */
import type { CompiledSchema } from '../../../engine/schema/compileSchema';
import type { HashValue } from '../../../outlets/writeback/afterLook';
import type { WritebackDefinition } from '../../../outlets/writeback/definition';
import { keyedHash } from '../../../outlets/writeback/hashing';
import { attributesRead, createLook, type LookAt } from '../../../outlets/writeback/values';
import type { JsonObject } from '../../../scim/json';
import { SecretUnreadable } from '../../../store/jobs/sealing';
import type { Outlet } from '../../../store/outlets/outlets';
import type { Needs } from '../../ports';
import { hashPlace } from '../sealedPlaces';
import { createWhom } from '../whom';

export interface OpenWriteback {
  readonly outlet: Outlet;
  readonly definition: WritebackDefinition;
  readonly lookAt: LookAt;
  /** Why not, where its key cannot be opened: what is to be written cannot be told then. */
  readonly hash: HashValue | SecretUnreadable;
  /** Target attributes it reads. */
  readonly names: readonly string[];
  /** Whether this person's values are written back, by the newest data; `undefined`: everybody's. */
  readonly isWanted: ((data: JsonObject | null) => boolean) | undefined;
}

/** @returns `undefined` for an outlet of another kind */
export function openWriteback(
  outlet: Outlet,
  compiled: CompiledSchema,
  ports: Needs<'sealer'>,
): OpenWriteback | undefined {
  const { writeback: definition, where } = outlet.definition;
  if (definition === undefined) return undefined;
  return {
    outlet,
    definition,
    lookAt: createLook(definition.map),
    hash: readableHash(outlet, ports),
    names: attributesRead([definition.map]),
    isWanted: createWhom(where, compiled),
  };
}

/** @throws {SecretUnreadable} */
export function hashOf(outlet: Outlet, { sealer }: Needs<'sealer'>): HashValue {
  const what = `The key that the outlet ${outlet.name} knows written values by`;
  return keyedHash(sealer.open(outlet.hashKey ?? '', hashPlace(outlet), what));
}

export const isHashReadable = (outlet: Outlet, ports: Needs<'sealer'>) =>
  !(readableHash(outlet, ports) instanceof SecretUnreadable);

/** Where the key cannot be opened nothing can be told of values, but people can be put on the list. */
function readableHash(outlet: Outlet, ports: Needs<'sealer'>): HashValue | SecretUnreadable {
  try {
    return hashOf(outlet, ports);
  } catch (error) {
    if (error instanceof SecretUnreadable) return error;
    throw error;
  }
}
