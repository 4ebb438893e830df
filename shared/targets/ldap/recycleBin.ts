/**
 * The Active Directory Recycle Bin, an optional feature of the whole forest (MS-ADTS 3.1.1.9.1). Where it is on, a
 * deleted account keeps its attributes and can be restored; where it is off, what is left of one is not worth restoring.
 */
import { ProvisioningError } from '../../errors';
import { containerOf, isDeleted, nameOf } from './account';
import { childName } from './dn';
import { type DirectoryEntry, textOf } from './entry';
import type { Session } from './session';

export interface RecycleBin {
  isOn(): Promise<boolean>;
  /** Whether the entry, read with `REMAINS`, can be restored: deleted, with the Recycle Bin on, and not yet recycled. */
  holds(entry: DirectoryEntry): Promise<boolean>;
  /**
   * Puts a deleted account, read with `REMAINS`, back where it was, under the name it had.
   * @throws {ProvisioningError} MethodNotAllowed when the Recycle Bin is off; EntryConflict when the name is taken meanwhile
   */
  restore(entry: DirectoryEntry): Promise<void>;
}

const FEATURE = 'CN=Recycle Bin Feature,';

export function createRecycleBin(session: Pick<Session, 'domain' | 'search' | 'undelete'>): RecycleBin {
  let on = false;

  async function isOn(): Promise<boolean> {
    if (on) return true; // it cannot be turned off again
    const { configurationNamingContext } = await session.domain();
    const [partitions] = await session.search({
      base: `CN=Partitions,${configurationNamingContext}`,
      scope: 'base',
      attributes: ['msDS-EnabledFeature'],
    });
    const features = partitions?.attributes.get('msds-enabledfeature') ?? [];
    on = features.some((feature) => String(feature).includes(FEATURE));
    return on;
  }

  return {
    isOn,

    holds: async (entry) => isDeleted(entry) && textOf(entry, 'isRecycled') !== 'TRUE' && (await isOn()),

    restore: async (entry) => {
      if (!(await isOn())) {
        throw new ProvisioningError(
          'MethodNotAllowed',
          'Deleted accounts cannot be restored: the Active Directory Recycle Bin is off in this forest.',
        );
      }
      await session.undelete(entry.dn, childName(nameOf(entry), containerOf(entry)));
    },
  };
}
