/**
 * A SCIM 2.0 service as a target (RFC 7643, RFC 7644; spec/engine.md 13). Attribute names are SCIM paths, see `path.ts`;
 * how services differ is in `dialect.ts`, and what their refusals mean in `failures.ts` and `answers.ts`.
 *
 * Every change reads the user first: what is there decides between add and replace, a PUT needs the whole resource, and
 * the version read is the one the write is held to.
 */
import { ProvisioningError } from '../../errors';
import type { Clock, RandomSource } from '../../ports';
import type { Exchange } from '../kit/http';
import { generateInitialPassword } from '../kit/initialPassword';
import { type AttributeChanges, NOTHING_TOLD, type Target, type TargetCapabilities, type Told } from '../target';
import { incompatible, type ScimUser, severalEntries } from './answers';
import { withBulks } from './bulk';
import { createScimClient } from './client';
import { createAuthorization } from './credentials/authorization';
import { DIALECTS, type Dialect } from './dialect';
import { attributeDefinitions, requiresPassword } from './discovery';
import { equalsFilter } from './filter';
import { MANAGER, type ManagerReference, managerOf, planManager, withManager } from './manager';
import { newUser, replacementUser } from './newUser';
import { applyChanges, patchBody, planPatch } from './patch';
import { parseScimPath } from './path';
import { member } from './resource';
import { chooseDialect, readFeatures, readUserSchemas } from './selfDescription';
import { checkScimSettings, type ScimTargetSettings } from './settings';
import { holdsText, toldOf, toTargetUser } from './targetUser';
import { goneForGood, type UserWrite, usersEndpoint } from './users';

export interface ScimTargetPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly exchange: Exchange;
}

const CAPABILITIES: Omit<TargetCapabilities, 'realm'> = {
  displayName: 'SCIM',
  enabledAttribute: { name: 'active', whenEnabled: true },
  softDelete: false,
  referenceAttributes: [MANAGER],
  caseInsensitiveLookup: true, // the default of the standard, and userName by definition (RFC 7643, 2.2 and 4.1.1)
  createsOnce: false,
  needsAgent: false,
};

/** How this service is to be spoken to. */
interface Conversation {
  readonly dialect: Dialect;
  readonly filters: boolean;
  readonly sendsPassword: boolean;
}

/** @throws {ProvisioningError} InvalidCredentials when a setting is not what it must be */
export function createScimTarget(settings: ScimTargetSettings, { clock, random, exchange }: ScimTargetPorts): Target {
  const checked = checkScimSettings(settings);
  const { profile } = checked;
  const authorization = createAuthorization(checked, { clock, exchange });
  const client = withBulks(createScimClient({ ...checked, authorization, clock, exchange }), { clock, random });
  const users = usersEndpoint(client);
  const conversation = once(async (): Promise<Conversation> => {
    if (profile !== 'probe') {
      return { dialect: DIALECTS[profile], filters: true, sendsPassword: checked.initialPassword ?? false };
    }
    const features = await readFeatures(client);
    if (features?.bulk !== undefined) client.accept(features.bulk);
    const sendsPassword = checked.initialPassword ?? requiresPassword((await readUserSchemas(client)) ?? []);
    return { dialect: chooseDialect(features), filters: features?.filter ?? true, sendsPassword };
  });

  async function find(attribute: string, value: string): Promise<readonly ScimUser[]> {
    const { dialect } = await conversation();
    const path = parseScimPath(attribute);
    const found = await users.search(equalsFilter(path, value, dialect), attribute);
    if (!found.every(({ resource }) => holdsText(resource, path, value))) {
      throw incompatible(
        `the service answered a search by ${attribute} with users who do not have the value searched for`,
      );
    }
    if (new Set(found.map(({ id }) => id)).size < found.length) throw severalEntries('the same user twice in one list');
    return found;
  }

  async function mustGet(anchor: string): Promise<ScimUser> {
    const user = await users.get(anchor);
    if (user === undefined) throw goneForGood(anchor);
    return user;
  }

  /** Writes what the plan makes of the user; once more from the newest version when somebody else was quicker. */
  async function change(user: ScimUser, plan: (user: ScimUser) => UserWrite | undefined): Promise<Told> {
    const writeTo = async (version: ScimUser): Promise<Told | undefined> => {
      const write = plan(version);
      if (write === undefined) return NOTHING_TOLD;
      const outcome = await users.write(version, write);
      return outcome.kind === 'written' ? toldOf(outcome.shown, write.attributes) : undefined;
    };
    const told = (await writeTo(user)) ?? (await writeTo(await mustGet(user.id)));
    if (told !== undefined) return told;
    throw new ProvisioningError(
      'WebExceptionProtocolError',
      'The user was changed by somebody else at the same time, twice; nothing was written.',
    );
  }

  async function referenceTo(anchor: string): Promise<ManagerReference> {
    const manager = await users.get(anchor);
    if (manager === undefined) {
      throw new ProvisioningError('ReferenceNotFound', `The service has no user with the id "${anchor}".`, {
        attribute: MANAGER,
      });
    }
    const location = member(member(manager.resource, 'meta'), 'location');
    const ref = typeof location === 'string' ? location : `${checked.baseUrl}/Users/${encodeURIComponent(anchor)}`;
    return { id: anchor, ref };
  }

  return {
    capabilities: { ...CAPABILITIES, realm: `scim ${checked.baseUrl}` },

    async find(attribute, value, wanted) {
      return (await find(attribute, value)).map((user) => toTargetUser(user, wanted));
    },

    async read(anchor, wanted) {
      const user = await users.get(anchor);
      return user && toTargetUser(user, wanted);
    },

    async create(attributes) {
      const askedAt = clock.now(); // its claim counts from here, and not from when the service has introduced itself
      const { dialect, sendsPassword } = await conversation();
      const password = sendsPassword ? generateInitialPassword(random) : undefined;
      const body = newUser({ ...(password === undefined ? {} : { password }), ...attributes }, dialect);
      const names = Object.keys(attributes);
      const { user, shown } = await users.create(body, names, askedAt);
      return { ...toTargetUser(user, names), told: toldOf(shown, names) };
    },

    async update(anchor, changes) {
      const { dialect } = await conversation();
      return change(await mustGet(anchor), (user) => planUpdate(user, changes, dialect));
    },

    delete: (anchor) => users.remove(anchor),

    async restore() {
      throw new ProvisioningError('NotImplemented', 'SCIM has no recycle bin; what was deleted is gone for good.');
    },

    async setReference(anchor, attribute, referencedAnchor) {
      if (attribute.toLowerCase() !== MANAGER.toLowerCase()) {
        throw new ProvisioningError('SchemaAttributeNotFound', `${attribute} is not a reference; only ${MANAGER} is.`, {
          attribute,
        });
      }
      const { dialect } = await conversation();
      const person = await mustGet(anchor);
      if (managerOf(person.resource) === referencedAnchor) return { [MANAGER]: referencedAnchor };
      const manager = referencedAnchor === null ? null : await referenceTo(referencedAnchor);
      return change(person, (user) => planReference(user, manager, dialect));
    },

    async isTaken(attribute, value) {
      return (await find(attribute, value)).length > 0;
    },

    async defaultDomain() {
      if (checked.defaultDomain !== undefined) return checked.defaultDomain;
      throw new ProvisioningError(
        'NotImplemented',
        'A SCIM service has no default domain. Set one for the job, or write the domain into the expression.',
      );
    },

    async testConnection(matchAttribute = 'userName') {
      const { filters } = await conversation();
      if (!filters) throw incompatible('the service says that it does not support filters, so nobody can be matched');
      await find(matchAttribute, random.uuid());
    },

    async discover() {
      const schemas = await readUserSchemas(client);
      return schemas && attributeDefinitions(schemas);
    },

    async close() {}, // connections belong to the process and are shared
  };
}

function planUpdate(user: ScimUser, changes: AttributeChanges, dialect: Dialect): UserWrite | undefined {
  const attributes = Object.keys(changes);
  if (attributes.length === 0) return undefined;
  if (dialect.updatesWith === 'PUT') {
    return { method: 'PUT', body: replacementUser(applyChanges(changes, user.resource)), attributes };
  }
  const operations = planPatch(changes, user.resource, dialect);
  return operations.length === 0 ? undefined : { method: 'PATCH', body: patchBody(operations), attributes };
}

function planReference(user: ScimUser, manager: ManagerReference | null, dialect: Dialect): UserWrite {
  const attributes = [MANAGER];
  if (dialect.updatesWith === 'PUT') {
    return { method: 'PUT', body: replacementUser(withManager(user.resource, manager)), attributes };
  }
  return { method: 'PATCH', body: patchBody([planManager(user.resource, manager, dialect)]), attributes };
}

/** Runs the work on first use and keeps its result; a failure is forgotten, so that the next use tries again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
