/**
 * A Microsoft Entra tenant as a target, through Microsoft Graph (spec/wire-contract.md 7; engine.md 12a). Batching and
 * pacing are in `pacing/`, lag and lost answers in `lookUp.ts`, `patience.ts` and `newAccount.ts`.
 */

import { ProvisioningError } from '../../errors';
import type { TenantRules } from '../../graph/propertyFormats';
import { InvalidUser } from '../../graph/userFaults';
import { validateChanges, validateNewUser } from '../../graph/validateUser';
import type { Clock, RandomSource } from '../../ports';
import type { JsonObject } from '../../scim/json';
import { fromGraph, graphPropertyOf, isReadable, MANAGER_ATTRIBUTE, toGraph } from '../graphWords/graphProperties';
import { describeAttributes } from '../graphWords/graphSchema';
import { invalidUser } from '../graphWords/invalidUser';
import { withInitialPassword } from '../kit/initialPassword';
import { toldBy } from '../kit/told';
import { NOTHING_TOLD, type Target, type TargetCapabilities, type TargetUser, type Told } from '../target';
import { createDefaultDomain } from './defaultDomain';
import { createLookUp, isGuid } from './lookUp';
import { createLookUpTogether, TOGETHER } from './lookUpTogether';
import { createManagerWriter, noAccount } from './manager';
import { createAccountCreator } from './newAccount';
import { createPatience } from './patience';
import { requirePermissions } from './permissions';
import { SETTLED_AFTER_MS } from './recentWrites';
import { checkGraphSettings, type GraphTargetSettings } from './settings';
import type { GraphTraffic } from './traffic';
import { graphUsers } from './users';

export interface GraphTargetPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** The process's way out to Graph, shared by its jobs. */
  readonly traffic: GraphTraffic;
  /** The job's id: jobs take turns. */
  readonly job: string;
}

const CAPABILITIES: Omit<TargetCapabilities, 'realm'> = {
  displayName: 'Azure Active Directory', // clients that write schemas look for exactly this name (wire contract 0, fact 7)
  enabledAttribute: { name: 'accountEnabled', whenEnabled: true },
  softDelete: true,
  referenceAttributes: [MANAGER_ATTRIBUTE],
  caseInsensitiveLookup: true,
  createsOnce: false,
  readLagMs: SETTLED_AFTER_MS,
  needsAgent: false,
};

/** Which domains are verified is for Graph to say: an administrator may have added one a minute ago. */
const RULES: TenantRules = { verifiedDomains: undefined };

/** @throws {ProvisioningError} InvalidCredentials when a setting is not what it must be; nothing is sent before the first call */
export function createGraphTarget(settings: GraphTargetSettings, ports: GraphTargetPorts): Target {
  const checked = checkGraphSettings(settings);
  const { clock, random } = ports;
  const { send, recent, token } = ports.traffic.line(ports.job, checked);
  const users = graphUsers({ baseUrl: checked.baseUrl, clock, send });
  const patience = createPatience(recent, clock);
  const lookUp = createLookUp(users, recent, patience);
  const together = createLookUpTogether(users, recent);
  const creator = createAccountCreator({ users, recent, clock });
  const setManager = createManagerWriter(users, patience);
  const tenantDomain = createDefaultDomain(users, clock);

  return {
    capabilities: { ...CAPABILITIES, realm: `tenant ${checked.tenantId.toLowerCase()}` },
    together: TOGETHER,

    async find(attribute, value, wanted) {
      const found = await lookUp.find(attribute, value, wanted);
      return found.map((user) => toTargetUser(user, wanted, false));
    },

    async read(anchor, wanted) {
      const account = await lookUp.read(anchor, wanted);
      return account && toTargetUser(account.user, wanted, account.softDeleted);
    },

    async findMany(attribute, values, wanted) {
      const found = await together.find(attribute, values, wanted);
      return new Map(
        [...found].map(([value, users]) => [value, users.map((user) => toTargetUser(user, wanted, false))]),
      );
    },

    async readMany(anchors, wanted) {
      const found = await together.read(anchors, wanted);
      return new Map([...found].map(([anchor, user]) => [anchor, toTargetUser(user, wanted, false)]));
    },

    async create(attributes) {
      const names = Object.keys(attributes);
      const body = withInitialPassword(toGraph(attributes), random);
      heldToLimits(names, () => validateNewUser(body, RULES));
      const created = await creator.create(body, names);
      const { passwordProfile: _, ...known } = { ...body, ...created };
      return { ...toTargetUser(known, names, false), told: toldOf(created, names) };
    },

    async update(anchor, changes) {
      const names = Object.keys(changes);
      if (!isGuid(anchor)) throw noAccount(anchor);
      if (names.length === 0) return NOTHING_TOLD;
      const body = toGraph(changes);
      heldToLimits(names, () => validateChanges(body, {}, RULES));
      if (!(await patience.find([anchor], ['live'], () => users.update(anchor, body, names)))) throw noAccount(anchor);
      recent.changed(anchor, body);
      return NOTHING_TOLD; // a 204 without a body
    },

    async delete(anchor) {
      if (!isGuid(anchor)) return;
      if (await patience.find([anchor], ['live'], () => users.remove(anchor))) recent.moved(anchor, 'deleted');
    },

    async restore(anchor) {
      const restored = isGuid(anchor) && (await patience.find([anchor], ['deleted'], () => users.restore(anchor)));
      if (!restored) throw new ProvisioningError('InvalidAnchor', `The account "${anchor}" is not in the recycle bin.`);
      recent.moved(anchor, 'live');
    },

    async setReference(anchor, attribute, referencedAnchor) {
      if (attribute !== MANAGER_ATTRIBUTE) {
        throw new ProvisioningError('SchemaAttributeNotFound', `${attribute} does not refer to people.`, { attribute });
      }
      if (!isGuid(anchor)) throw noAccount(anchor);
      await setManager(anchor, referencedAnchor);
      return NOTHING_TOLD;
    },

    isTaken: (attribute, value) => lookUp.isTaken(attribute, value),
    defaultDomain: async () => checked.defaultDomain ?? tenantDomain(),

    /** Whether a token is given and users may be read and looked up; of rights to write, those that have a permission of their own. */
    async testConnection(matchAttribute, written = []) {
      await users.probe();
      if (matchAttribute !== undefined) await lookUp.find(matchAttribute, random.uuid(), []);
      if (written.length > 0) requirePermissions(await token(), written);
    },

    discover: async () => describeAttributes(),
    close: async () => {}, // connections belong to the process and are shared
  };
}

/** Graph's limits, checked before the call: its own answer names one fault, ours all of them by the mapped names. */
function heldToLimits(names: readonly string[], validate: () => unknown): void {
  try {
    validate();
  } catch (error) {
    throw error instanceof InvalidUser ? invalidUser(error, names) : error;
  }
}

/** Graph answers a create with few properties unless it is asked for more; the others are left to the next read. */
function toldOf(created: JsonObject, names: readonly string[]): Told {
  const shown = names.filter((name) => {
    const [property = ''] = graphPropertyOf(name)?.split('/') ?? [];
    return isReadable(name) && Object.hasOwn(created, property);
  });
  return toldBy(fromGraph(created, shown), shown);
}

function toTargetUser(user: JsonObject, wanted: readonly string[], softDeleted: boolean): TargetUser {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    anchor: text(user.id),
    reportableIdentifier: text(user.userPrincipalName),
    displayName: text(user.displayName),
    attributes: fromGraph(user, wanted),
    softDeleted,
  };
}
