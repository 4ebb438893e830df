/**
 * Looking people up by a value. Services differ in which filters they understand and in whom they show; what they answer is
 * held against what was asked, and where it cannot be that, it is asked in another way.
 */
import { ProvisioningError } from '../../errors';
import { incompatible, type ScimUser, severalEntries } from './answers';
import { ELEMENT_FILTERS, type ElementFilter } from './dialect';
import { equalsFilter } from './filter';
import type { Labels } from './labels';
import { parseScimPath, type ScimPath } from './path';
import { holdsText } from './targetUser';
import type { UsersEndpoint } from './users';

export interface Finder {
  find(attribute: string, value: string): Promise<readonly ScimUser[]>;
  /**
   * Accounts that are shown only to those who ask for disabled ones; once there is one, every look-up asks for them too.
   */
  findHidden(attribute: string, value: string): Promise<readonly ScimUser[]>;
}

export interface FinderOptions {
  /** How elements are searched at first. */
  readonly elementFilter: ElementFilter;
  /** Whether other filters may be tried. */
  readonly probes: boolean;
}

/** What services call a filter that they do not understand. */
const NOT_UNDERSTOOD: ReadonlySet<string> = new Set([
  'SchemaAttributeNotFound',
  'SystemForCrossDomainIdentityManagementBadResponse',
  'NotImplemented',
  'UnprocessableEntity',
]);

export function createFinder(users: UsersEndpoint, labels: Labels, options: FinderOptions): Finder {
  let proven = false;
  let elementFilter = options.elementFilter;
  let hidesDisabled = false;

  async function search(filter: string, path: ScimPath, value: string): Promise<readonly ScimUser[]> {
    const found = await users.search(filter, path.name);
    if (!found.every(({ resource }) => holdsText(labels.label(resource), path, value))) {
      throw incompatible(
        `the service answered a search by ${path.name} with users who do not have the value searched for`,
      );
    }
    if (new Set(found.map(({ id }) => id)).size < found.length) throw severalEntries('the same user twice in one list');
    return found;
  }

  /** In the form that is known to work; until one is, in each, as a filter that is not understood may also find nobody. */
  async function searchElements(path: ScimPath, value: string): Promise<readonly ScimUser[]> {
    const first = [elementFilter, ...ELEMENT_FILTERS.filter((form) => form !== elementFilter)];
    const forms = proven || !options.probes ? [elementFilter] : first;
    let failure: unknown;
    let answered: readonly ScimUser[] | undefined;
    for (const form of forms) {
      try {
        answered = await search(equalsFilter(path, value, form), path, value);
        if (answered.length === 0) continue;
        [proven, elementFilter] = [true, form];
        return answered;
      } catch (error) {
        if (!(error instanceof ProvisioningError) || !NOT_UNDERSTOOD.has(error.code)) throw error;
        failure ??= error;
      }
    }
    if (answered === undefined) throw failure;
    return answered;
  }

  async function findHidden(attribute: string, value: string): Promise<readonly ScimUser[]> {
    const path = parseScimPath(attribute);
    if (path.element !== undefined) return [];
    const filter = `${equalsFilter(path, value, elementFilter)} and active eq false`;
    try {
      const found = await search(filter, path, value);
      hidesDisabled ||= found.length > 0;
      return found;
    } catch (error) {
      if (error instanceof ProvisioningError && NOT_UNDERSTOOD.has(error.code)) return [];
      throw error;
    }
  }

  return {
    findHidden,
    async find(attribute, value) {
      labels.note([attribute]);
      const path = parseScimPath(attribute);
      if (path.element !== undefined) return searchElements(path, value);
      const shown = await search(equalsFilter(path, value, elementFilter), path, value);
      return shown.length === 0 && hidesDisabled ? findHidden(attribute, value) : shown;
    },
  };
}
