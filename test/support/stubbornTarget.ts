/**
 * A target that answers writes with success and does not do all of them: some attributes it files elsewhere, some values it
 * brings into another form, and some accounts it never disables. It tells what it holds, or is silent.
 */
import type { AttributeChanges, Target, TargetAttributes, Told } from '../../shared/targets/target';
import type { Value } from '../../shared/value';

export interface StubbornTarget {
  readonly target: Target;
  /** Attributes that stay as they are, whatever is written; those that disable only stay enabled. */
  readonly ignored: Set<string>;
  /** In what form a value is kept. */
  form: (attribute: string, value: Value) => Value;
  /** Its answers do not speak of what it holds. */
  silent: boolean;
  /** What was asked of it since this was emptied. */
  readonly writes: Written[];
  reads: number;
}

export interface Written {
  readonly deed: 'create' | 'update' | 'refer' | 'delete' | 'restore';
  readonly attributes: AttributeChanges;
}

export function stubborn(real: Target): StubbornTarget {
  const { enabledAttribute } = real.capabilities;
  /** A create needs the attribute: then the account is made enabled. */
  const taken = (attributes: TargetAttributes, isNew: boolean): AttributeChanges =>
    Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]): [string, Value][] => {
        if (!subject.ignored.has(name)) return [[name, subject.form(name, value)]];
        if (name !== enabledAttribute.name) return [];
        if (value === enabledAttribute.whenEnabled) return [[name, value]];
        return isNew ? [[name, enabledAttribute.whenEnabled]] : [];
      }),
    );

  async function heldBy(anchor: string, written: AttributeChanges): Promise<Told> {
    if (subject.silent) return {};
    const names = Object.keys(written);
    const account = await real.read(anchor, names);
    return Object.fromEntries(names.map((name) => [name, account?.attributes[name] ?? null]));
  }

  const subject: StubbornTarget = {
    ignored: new Set(),
    form: (_, value) => value,
    silent: false,
    writes: [],
    reads: 0,
    target: {
      ...real,
      read(anchor, wanted) {
        subject.reads += 1;
        return real.read(anchor, wanted);
      },
      async create(attributes, key) {
        subject.writes.push({ deed: 'create', attributes });
        const created = await real.create(taken(attributes, true), key);
        const shown = Object.fromEntries(Object.entries(created.attributes).filter(([name]) => name in attributes));
        return { ...created, attributes: shown, told: await heldBy(created.anchor, attributes) };
      },
      async update(anchor, changes) {
        subject.writes.push({ deed: 'update', attributes: changes });
        const rest = taken(changes, false);
        if (Object.keys(rest).length > 0) await real.update(anchor, rest);
        return heldBy(anchor, changes);
      },
      async setReference(anchor, attribute, referenced) {
        subject.writes.push({ deed: 'refer', attributes: { [attribute]: referenced } });
        if (!subject.ignored.has(attribute)) await real.setReference(anchor, attribute, referenced);
        return heldBy(anchor, { [attribute]: referenced });
      },
      async delete(anchor) {
        subject.writes.push({ deed: 'delete', attributes: {} });
        await real.delete(anchor);
      },
      async restore(anchor) {
        subject.writes.push({ deed: 'restore', attributes: {} });
        await real.restore(anchor);
      },
    },
  };
  return subject;
}
