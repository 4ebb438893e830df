/** Creates and updates accounts: the order of requests, and what each carries. */
import { ProvisioningError } from '../../errors';
import type { RandomSource } from '../../ports';
import { leavesInTime, type Patience } from '../kit/patience';
import type { AttributeChanges, TargetAttributes } from '../target';
import { containerOf, controlBits, DISABLED, fieldsFor, nameOf } from './account';
import { type AccountWrite, planWrite } from './accountWrite';
import type { AttributeTypes } from './attributeTypes';
import { childName, firstStep, sameName } from './dn';
import type { DirectoryEntry } from './entry';
import { guidName } from './guid';
import type { AttributeValues, Session } from './session';
import { encodePassword, generatePassword } from './unicodePwd';
import { NEW_ACCOUNT, withDisabled } from './userAccountControl';

export interface AccountWriter {
  create(attributes: TargetAttributes): Promise<DirectoryEntry>;
  update(anchor: string, changes: AttributeChanges): Promise<void>;
}

interface Tools {
  readonly session: Pick<Session, 'search' | 'add' | 'modify' | 'rename'>;
  readonly types: AttributeTypes;
  readonly random: RandomSource;
  readonly defaultContainer: string;
  /** How long a create may take until it leaves; absent where it needs no protection. */
  readonly patience?: Patience | undefined;
}

const OBJECT_CLASSES = ['top', 'person', 'organizationalPerson', 'user'];
const CONTROL = 'userAccountControl';

export function createAccountWriter({ session, types, random, defaultContainer, patience }: Tools): AccountWriter {
  async function plan(changes: AttributeChanges): Promise<AccountWrite> {
    return planWrite(changes, await types.describe(['cn', ...Object.keys(changes)]));
  }

  /** The account as it is, where the write depends on that. An update of plain attributes only needs no look. */
  async function look(anchor: string, { commonName, container, disabled }: AccountWrite) {
    if (commonName === undefined && container === undefined && disabled === undefined) return undefined;
    const [entry] = await session.search({ base: guidName(anchor), scope: 'base', attributes: ['cn', CONTROL] });
    if (entry !== undefined) return entry;
    throw new ProvisioningError('InvalidAnchor', 'The account is not in the domain any more.');
  }

  /** Renames or moves it where its name or container differs. */
  async function settle(entry: DirectoryEntry, { commonName, container }: AccountWrite): Promise<void> {
    const [name, renames] = [commonName ?? nameOf(entry), commonName !== undefined && commonName !== nameOf(entry)];
    if (container !== undefined && !sameName(container, containerOf(entry))) {
      await session.rename(entry.dn, childName(name, container));
    } else if (renames) {
      // Without a container: a rename in place needs fewer rights than a move.
      await session.rename(entry.dn, firstStep(name));
    }
  }

  /** @throws {ProvisioningError} where the other bits cannot be read, which would be lost */
  function controlOf(entry: DirectoryEntry, { disabled, plain }: AccountWrite): AttributeValues {
    if (disabled === undefined) return {};
    const [mapped] = plain[CONTROL] ?? [];
    const bitsNow = mapped === undefined ? controlBits(entry) : Number(mapped);
    if (bitsNow !== undefined) return { [CONTROL]: [String(withDisabled(bitsNow, disabled))] };
    throw new ProvisioningError(
      'HybridSynchronizationActiveDirectoryInsufficientAccessRights',
      `The service account may not read ${CONTROL}, without which its other bits would be lost.`,
      { attribute: DISABLED },
    );
  }

  return {
    create: async (attributes) => {
      const leaving = leavesInTime(patience, 'No domain controller was reached in time');
      const { commonName, container = defaultContainer, disabled = false, plain } = await plan(attributes);
      if (commonName === undefined) {
        throw new ProvisioningError('MandatoryFieldsMissing', 'An account needs a cn.', { attribute: 'cn' });
      }
      const dn = childName(commonName, container);
      const values = {
        ...withoutEmpty(plain),
        objectClass: OBJECT_CLASSES,
        cn: [commonName],
        [CONTROL]: [String(withDisabled(Number(plain[CONTROL]?.[0] ?? NEW_ACCOUNT), disabled))],
        unicodePwd: [encodePassword(generatePassword(random))],
      };
      await session.add(dn, values, leaving);
      const [entry] = await session.search({ base: dn, scope: 'base', attributes: fieldsFor(Object.keys(attributes)) });
      if (entry !== undefined) return entry;
      throw new ProvisioningError('EndpointUnavailable', 'The account was created but cannot be read yet.');
    },

    // The write that disables goes alone and first, so that a container which is not there, or a telephone number that is refused,
    // keeps nobody's access (spec/payload.md 5.1). Enabling goes last, with all the rest.
    update: async (anchor, changes) => {
      const write = await plan(changes);
      const entry = await look(anchor, write);
      const control = entry === undefined ? {} : controlOf(entry, write);
      const disables = write.disabled === true;
      if (disables) await session.modify(guidName(anchor), control);
      if (entry !== undefined) await settle(entry, write);
      const { [CONTROL]: mapped, ...others } = write.plain;
      const bits = mapped === undefined ? control : { [CONTROL]: mapped, ...control };
      const modifications = disables ? others : { ...others, ...bits };
      if (Object.keys(modifications).length > 0) await session.modify(guidName(anchor), modifications);
    },
  };
}

/** In a create there is nothing to clear. */
function withoutEmpty(values: Readonly<Record<string, string[]>>): AttributeValues {
  return Object.fromEntries(Object.entries(values).filter(([, texts]) => texts.length > 0));
}
