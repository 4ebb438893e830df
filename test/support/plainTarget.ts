/** Accounts in memory under the name of any target: for what Muster does alike, whatever it writes into. */
import {
  type AttributeChanges,
  NOTHING_TOLD,
  type Target,
  type TargetCapabilities,
  type TargetUser,
} from '../../shared/targets/target';

export interface PlainTarget {
  readonly target: Target;
  /** By anchor; there is one for each create that was carried out. */
  readonly accounts: ReadonlyMap<string, AttributeChanges>;
  /** Thrown for every write, for every read and test, for as long as it stands there. */
  trouble: { writes?: Error | undefined; reads?: Error | undefined };
}

/** @param capabilities of the target it stands for; nothing is unique, so that an account made twice shows */
export function plainTarget(capabilities: TargetCapabilities): PlainTarget {
  const accounts = new Map<string, AttributeChanges>();
  const plain: PlainTarget = {
    accounts,
    trouble: {},
    target: {
      capabilities,
      find: async (attribute, value) =>
        asking(() => [...accounts].filter(([, held]) => held[attribute] === value).map(([id]) => show(id))),
      read: async (id) => asking(() => (accounts.has(id) ? show(id) : undefined)),
      create: async (attributes) =>
        writing(() => {
          const id = `account-${accounts.size + 1}`;
          accounts.set(id, attributes);
          return { ...show(id), told: NOTHING_TOLD };
        }),
      update: async (id, changes) => writing(() => change(id, changes)),
      setReference: async (id, attribute, to) => writing(() => change(id, { [attribute]: to })),
      delete: async (id) => writing(() => void accounts.delete(id)),
      restore: async () => writing(() => undefined),
      isTaken: async () => asking(() => false),
      defaultDomain: async () => 'adatum.example',
      testConnection: async () => asking(() => undefined),
      discover: async () => undefined,
      close: async () => undefined,
    },
  };

  function asking<T>(read: () => T): T {
    if (plain.trouble.reads !== undefined) throw plain.trouble.reads;
    return read();
  }
  function writing<T>(write: () => T): T {
    if (plain.trouble.writes !== undefined) throw plain.trouble.writes;
    return write();
  }
  function change(id: string, changes: AttributeChanges) {
    accounts.set(id, { ...accounts.get(id), ...changes });
    return NOTHING_TOLD;
  }
  function show(id: string): TargetUser {
    const attributes = accounts.get(id) ?? {};
    return { anchor: id, reportableIdentifier: id, displayName: id, attributes, softDeleted: false };
  }
  return plain;
}
