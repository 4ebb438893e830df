/**
 * A SCIM 2.0 service as a target (RFC 7643, RFC 7644; spec/engine.md 13). Attribute names are SCIM paths, see `path.ts`;
 * how services differ is in `dialect.ts`, what they are seen to take in `writing/`, whom they show in `finder.ts`, and what
 * their refusals mean in `failures.ts` and `answers.ts`.
 *
 * Every change looks at the user first, unless somebody just did: what is there decides between add and replace, a PUT needs
 * the whole resource, and the version read is the one the write is held to.
 */
import { ProvisioningError } from '../../errors';
import type { Clock, RandomSource } from '../../ports';
import { printValue } from '../../value';
import type { Exchange } from '../kit/http';
import { generateInitialPassword } from '../kit/initialPassword';
import { type AttributeChanges, NOTHING_TOLD, type Target, type TargetCapabilities, type TargetUser } from '../target';
import { incompatible, type ScimUser } from './answers';
import { withBulks } from './bulk';
import { createScimClient } from './client';
import { createConversation } from './conversation';
import { createAuthorization } from './credentials/authorization';
import type { Dialect } from './dialect';
import { attributeDefinitions } from './discovery';
import { createLabels, type LabelledUser } from './labels';
import { isManager, MANAGER, type ManagerReference, managerOf, planManager, withManager } from './manager';
import { newUser, replacementUser } from './newUser';
import { applyChanges, type PatchOperation, patchBody, planPatch } from './patch';
import { member } from './resource';
import { readUserSchemas } from './selfDescription';
import { checkScimSettings, type ScimTargetSettings } from './settings';
import { attributeValue, toldOf, toTargetUser } from './targetUser';
import { goneForGood, type UserWrite, usersEndpoint } from './users';
import { explained, findCreated } from './writing/created';
import { createDeletion } from './writing/deletion';
import { createRememberedUsers } from './writing/remembered';

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

/** @throws {ProvisioningError} InvalidCredentials when a setting is not what it must be */
export function createScimTarget(settings: ScimTargetSettings, { clock, random, exchange }: ScimTargetPorts): Target {
  const checked = checkScimSettings(settings);
  const authorization = createAuthorization(checked, { clock, exchange });
  const client = withBulks(createScimClient({ ...checked, authorization, clock, exchange }), { clock, random });
  const users = usersEndpoint(client);
  const labels = createLabels();
  const remembered = createRememberedUsers(clock);
  const conversation = createConversation(checked, { client, users, labels, remembered, clock });

  function shown(user: ScimUser, wanted: readonly string[]): TargetUser {
    labels.note(wanted);
    remembered.keep(user);
    return toTargetUser(user.id, labels.label(user.resource).resource, wanted);
  }

  async function update(anchor: string, changes: AttributeChanges) {
    labels.note(Object.keys(changes));
    const { writer } = await conversation();
    if (Object.keys(changes).length > 0) return writer.write(anchor, changes, planUpdate);
    if ((await users.get(anchor)) === undefined) throw goneForGood(anchor);
    return NOTHING_TOLD;
  }

  const deleteUser = createDeletion({ users, update });

  async function referenceTo(anchor: string): Promise<ManagerReference | undefined> {
    const manager = await users.get(anchor);
    if (manager === undefined) return undefined;
    const location = member(member(manager.resource, 'meta'), 'location');
    return {
      id: manager.id,
      ref: typeof location === 'string' ? location : `${checked.baseUrl}/Users/${encodeURIComponent(anchor)}`,
    };
  }

  async function mustRefer(anchor: string): Promise<ManagerReference> {
    const reference = await remembered.manager(anchor, () => referenceTo(anchor));
    if (reference !== undefined) return reference;
    throw new ProvisioningError('ReferenceNotFound', `The service has no user with the id "${anchor}".`, {
      attribute: MANAGER,
    });
  }

  return {
    capabilities: { ...CAPABILITIES, realm: `scim ${checked.baseUrl}` },

    async find(attribute, value, wanted) {
      const { finder } = await conversation();
      return (await finder.find(attribute, value)).map((user) => shown(user, wanted));
    },

    async read(anchor, wanted) {
      const user = await users.get(anchor);
      if (user !== undefined) return shown(user, wanted);
      remembered.forget(anchor);
      return undefined;
    },

    async create(attributes) {
      const askedAt = clock.now(); // its claim counts from here, and not from when the service has introduced itself
      const { finder, dialect, sendsPassword } = await conversation();
      const password = sendsPassword ? generateInitialPassword(random) : undefined;
      const names = Object.keys(attributes);
      labels.note(names);
      const body = newUser({ ...(password === undefined ? {} : { password }), ...attributes }, dialect());
      try {
        const made = await users.create(body, names, askedAt);
        const user = made.shown ?? (made.id === undefined ? await findCreated(attributes, finder) : undefined);
        if (user !== undefined) {
          return { ...shown(user, names), told: toldOf(labels.label(user.resource).resource, names) };
        }
        const { password: _, ...sent } = body;
        return { ...toTargetUser(made.id ?? '', sent, names), told: NOTHING_TOLD };
      } catch (error) {
        const isConflict = error instanceof ProvisioningError && error.code === 'EntryConflict';
        throw isConflict ? await explained(error, attributes, finder) : error;
      }
    },

    update,

    async delete(anchor) {
      await conversation();
      remembered.forget(anchor);
      await deleteUser(anchor);
      remembered.forget(anchor);
    },

    async restore() {
      throw new ProvisioningError('NotImplemented', 'SCIM has no recycle bin; what was deleted is gone for good.');
    },

    async setReference(anchor, attribute, referencedAnchor) {
      if (!isManager(attribute)) {
        throw new ProvisioningError('SchemaAttributeNotFound', `${attribute} is not a reference; only ${MANAGER} is.`, {
          attribute,
        });
      }
      const { writer } = await conversation();
      const person = await writer.look(anchor);
      if (managerOf(person.resource) === referencedAnchor) {
        remembered.keep(person);
        return { [attribute]: referencedAnchor };
      }
      const manager = referencedAnchor === null ? null : await mustRefer(referencedAnchor);
      remembered.keep(person);
      return writer.write(anchor, { [attribute]: manager?.id ?? null }, (_, user, dialect) =>
        planReference(user, manager, dialect),
      );
    },

    async isTaken(attribute, value) {
      const { finder } = await conversation();
      return (await finder.find(attribute, value)).length > 0;
    },

    async defaultDomain() {
      if (checked.defaultDomain !== undefined) return checked.defaultDomain;
      throw new ProvisioningError(
        'NotImplemented',
        'A SCIM service has no default domain. Set one for the job, or write the domain into the expression.',
      );
    },

    async testConnection(matchAttribute = 'userName') {
      const { finder, filters } = await conversation();
      await finder.find(matchAttribute, random.uuid());
      if (filters) return;
      // It says that it does not filter; whether it does shows with somebody who is there.
      const somebody = await users.anyone();
      const value = somebody && printValue(attributeValue(labels.label(somebody.resource).resource, matchAttribute));
      const found = value === undefined || value === null ? [] : await finder.find(matchAttribute, value);
      if (found.length > 0) return;
      throw incompatible('the service says that it does not support filters, so nobody can be matched');
    },

    async discover() {
      const schemas = await readUserSchemas(client);
      return schemas && attributeDefinitions(schemas);
    },

    async close() {}, // connections belong to the process and are shared
  };
}

function planUpdate(changes: AttributeChanges, user: LabelledUser, dialect: Dialect): readonly UserWrite[] {
  const attributes = Object.keys(changes);
  if (dialect.updatesWith === 'PUT') {
    return [{ method: 'PUT', body: replacementUser(applyChanges(changes, user.resource)), attributes }];
  }
  return patches(planPatch(changes, user, dialect), attributes, dialect);
}

function planReference(
  { resource }: LabelledUser,
  manager: ManagerReference | null,
  dialect: Dialect,
): readonly UserWrite[] {
  const attributes = [MANAGER];
  if (dialect.updatesWith === 'PUT') {
    return [{ method: 'PUT', body: replacementUser(withManager(resource, manager, dialect)), attributes }];
  }
  return patches([planManager(resource, manager, dialect)], attributes, dialect);
}

function patches(
  operations: readonly PatchOperation[],
  attributes: readonly string[],
  { oneOperation }: Dialect,
): readonly UserWrite[] {
  const loads = oneOperation ? operations.map((operation) => [operation]) : operations.length === 0 ? [] : [operations];
  return loads.map((load) => ({ method: 'PATCH', body: patchBody(load), attributes }));
}
