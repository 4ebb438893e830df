/** A target that costs nothing, so that what is measured is Muster. Counts its writes. */
import { ProvisioningError } from '../shared/errors';
import { CreatedBefore, NOTHING_TOLD, type Target, type TargetUser } from '../shared/targets/target';

export interface MemoryTarget extends Target {
  writes(): number;
  /** References that were refused. */
  refusals(): number;
  /** Forgets everybody. */
  clear(): void;
}

/**
 * @param createsOnce as the embedded directory does; Entra ID, Active Directory and SCIM services do not
 * @param takesReferences whether anybody's manager may be written
 */
export function createMemoryTarget(createsOnce: boolean, takesReferences = true): MemoryTarget {
  const users = new Map<string, TargetUser>();
  const byEmployeeId = new Map<string, string>();
  const byKey = new Map<string, string>();
  let writes = 0;
  let refusals = 0;
  const existing = (anchor: string) => {
    const user = users.get(anchor);
    if (user === undefined) throw new ProvisioningError('InvalidAnchor', `There is no account ${anchor}.`);
    return user;
  };
  const change = (anchor: string, attributes: TargetUser['attributes']) => {
    const user = existing(anchor);
    users.set(anchor, { ...user, attributes: { ...user.attributes, ...attributes } });
    writes += 1;
    return NOTHING_TOLD;
  };
  return {
    capabilities: {
      displayName: 'Memory',
      realm: 'memory',
      enabledAttribute: { name: 'accountEnabled', whenEnabled: true },
      softDelete: false,
      referenceAttributes: ['manager'],
      caseInsensitiveLookup: true,
      createsOnce,
      needsAgent: false,
    },
    writes: () => writes,
    refusals: () => refusals,
    clear() {
      users.clear();
      byEmployeeId.clear();
      byKey.clear();
    },
    async find(_attribute, value) {
      const user = users.get(byEmployeeId.get(value) ?? '');
      return user === undefined ? [] : [user];
    },
    read: async (anchor) => users.get(anchor),
    async create(attributes, key = '') {
      const before = byKey.get(key);
      if (createsOnce && before !== undefined) throw new CreatedBefore(before);
      const anchor = `account-${users.size + 1}`;
      const user: TargetUser = {
        anchor,
        attributes,
        displayName: String(attributes.displayName),
        reportableIdentifier: String(attributes.userPrincipalName),
        softDeleted: false,
      };
      users.set(anchor, user);
      byKey.set(key, anchor);
      byEmployeeId.set(String(attributes.employeeId), anchor);
      writes += 1;
      return { ...user, told: NOTHING_TOLD };
    },
    update: async (anchor, changes) => change(anchor, changes),
    async delete(anchor) {
      users.delete(anchor);
      writes += 1;
    },
    restore: async () => undefined,
    async setReference(anchor, attribute, referenced) {
      if (takesReferences) return change(anchor, { [attribute]: referenced });
      refusals += 1;
      throw new ProvisioningError('NotPermitted', 'Managers may not be written.', { attribute });
    },
    isTaken: async () => false,
    defaultDomain: async () => 'adatum.example',
    testConnection: async () => undefined,
    discover: async () => undefined,
    close: async () => undefined,
  };
}
