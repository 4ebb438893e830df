/**
 * A target that is read for real and written only in here: whoever reads through it sees what the directory would hold
 * after what was "written" so far. It remembers every account it was asked to change, so each stretch of a plan gets a
 * new one, and only the names that are used up go on from one to the next.
 */

import { ProvisioningError } from '../../errors';
import {
  containerFor,
  NOTHING_TOLD,
  type Target,
  type TargetAttributes,
  type TargetUser,
  type Told,
} from '../../targets/target';
import { printValue, type Value } from '../../value';

/** Stands before the target anchors of accounts that exist in a dry run only. */
const PLANNED = 'planned:';

/** Whether this target anchor is of an account that does not exist yet. */
export function isPlanned(targetAnchor: string): boolean {
  return targetAnchor.startsWith(PLANNED);
}

/** What stands for the account that a person of the same plan is going to have. */
export function plannedAnchor(sourceAnchor: string): string {
  return `${PLANNED}${sourceAnchor}`;
}

/** What was written to an account, to be laid over it whenever it is read. */
interface Written {
  readonly attributes: TargetAttributes;
  /** Absent: as it really is. */
  readonly softDeleted?: boolean;
  readonly gone?: boolean;
}

/** @param names values of unique attributes used up by earlier stretches of the same plan; those of this one are added */
export function dryRunTarget(target: Target, names: Set<string> = new Set()): Target {
  const written = new Map<string, Written>();
  const created = new Map<string, TargetUser>();
  /** Attributes that somebody asked to be free: what is written to them is taken from then on. */
  const unique = new Set<string>();

  /** @throws {ProvisioningError} EntryConflict, as a directory would: two people planned side by side found it free */
  function takeNames(attributes: TargetAttributes): void {
    for (const attribute of unique) {
      const value = attributes[attribute];
      if (typeof value !== 'string') continue;
      const name = nameOf(attribute, value, containerFor(attribute, attributes, target.capabilities));
      if (names.has(name)) {
        const message = `Another account of the same plan has ${attribute} '${value}' already.`;
        throw new ProvisioningError('EntryConflict', message, { attribute });
      }
      names.add(name);
    }
  }

  async function write(anchor: string, { attributes, ...state }: Written): Promise<Told> {
    takeNames(attributes);
    const before = written.get(anchor);
    written.set(anchor, { ...before, ...state, attributes: { ...before?.attributes, ...attributes } });
    return NOTHING_TOLD;
  }

  function asWritten(account: TargetUser): TargetUser[] {
    const change = written.get(account.anchor);
    if (change?.gone) return [];
    return [change === undefined ? account : laidOver(account, change)];
  }

  const createdWith = (attribute: string, value: string) =>
    [...created.values()].flatMap(asWritten).filter(({ attributes }) => holds(attributes[attribute], value, target));

  return {
    capabilities: target.capabilities,
    async find(attribute, value, wanted, asking) {
      const real = await target.find(attribute, value, wanted, asking);
      return [...real.flatMap(asWritten), ...createdWith(attribute, value)].filter(({ softDeleted }) => !softDeleted);
    },
    async read(anchor, wanted, asking) {
      const account = created.get(anchor) ?? (await target.read(anchor, wanted, asking));
      return account && asWritten(account)[0];
    },
    async create(attributes) {
      takeNames(attributes);
      const account = plannedAccount(`${PLANNED}#${created.size + 1}`, attributes);
      created.set(account.anchor, account);
      return { ...account, told: NOTHING_TOLD };
    },
    update: (anchor, changes) => write(anchor, { attributes: changes }),
    async delete(anchor) {
      const state = target.capabilities.softDelete ? { softDeleted: true } : { gone: true };
      await write(anchor, { attributes: {}, ...state });
    },
    async restore(anchor) {
      await write(anchor, { attributes: {}, softDeleted: false });
    },
    setReference: (anchor, attribute, referenced) => write(anchor, { attributes: { [attribute]: referenced } }),
    async isTaken(attribute, value, container) {
      unique.add(attribute);
      return names.has(nameOf(attribute, value, container)) || (await target.isTaken(attribute, value, container));
    },
    defaultDomain: () => target.defaultDomain(),
    testConnection: (...args) => target.testConnection(...args),
    discover: () => target.discover(),
    close: async () => undefined, // the target itself is somebody else's
  };
}

/** Directories compare unique names without case. */
function nameOf(attribute: string, value: string, container = ''): string {
  return `${attribute}\n${value.toLowerCase()}${container === '' ? '' : `\n${container.toLowerCase()}`}`;
}

function laidOver(account: TargetUser, { attributes, softDeleted = account.softDeleted }: Written): TargetUser {
  return { ...account, softDeleted, attributes: { ...account.attributes, ...attributes } };
}

/** What targets call an account by; which of them it is differs from target to target. */
const NAMES = ['userPrincipalName', 'userName', 'distinguishedName', 'displayName'];

function plannedAccount(anchor: string, attributes: TargetAttributes): TargetUser {
  const name = NAMES.find((one) => typeof attributes[one] === 'string') ?? '';
  return {
    anchor,
    reportableIdentifier: printValue(attributes[name] ?? null) ?? '',
    displayName: printValue(attributes.displayName ?? null) ?? '',
    attributes,
    softDeleted: false,
  };
}

function holds(current: Value | undefined, value: string, { capabilities }: Target): boolean {
  const text = printValue(current ?? null);
  if (text === null) return false;
  return capabilities.caseInsensitiveLookup ? text.toLowerCase() === value.toLowerCase() : text === value;
}
