/** A target that is asked for many at once, in lists that may show what is not so any more; and what it was asked. */
import type { Target, TargetUser } from '../../shared/targets/target';

export interface Listing {
  readonly target: Target;
  /** Requests in order: `find a`, `findMany a b`, `read`, `readMany` with the anchors' owners where `nameOf` tells them. */
  readonly asked: string[];
  /** What lists show of these accounts in place of what they are; several: of a value that is looked up. */
  readonly late: Map<string, readonly Partial<TargetUser>[]>;
}

/** @param nameOf what an anchor is called in `asked` and in `late` */
export function listing(target: Target, nameOf: (anchor: string) => string): Listing {
  const asked: string[] = [];
  const late = new Map<string, readonly Partial<TargetUser>[]>();
  const shown = (name: string, users: readonly TargetUser[]): readonly TargetUser[] => {
    const [user] = users;
    const changes = late.get(name);
    if (changes === undefined || user === undefined) return users;
    return changes.map((one) => ({ ...user, ...one, attributes: { ...user.attributes, ...one.attributes } }));
  };
  return {
    asked,
    late,
    target: {
      ...target,
      together: { finds: 15, reads: 15, missesCount: true },
      find(attribute, value, wanted) {
        asked.push(`find ${value}`);
        return target.find(attribute, value, wanted);
      },
      read(anchor, wanted) {
        asked.push(`read ${nameOf(anchor)}`);
        return target.read(anchor, wanted);
      },
      async findMany(attribute, values, wanted) {
        asked.push(['findMany', ...values].join(' '));
        const found = values.map(async (value) => {
          return [value, shown(value, await target.find(attribute, value, wanted))] as const;
        });
        return new Map(await Promise.all(found));
      },
      async readMany(anchors, wanted) {
        asked.push(['readMany', ...anchors.map(nameOf)].join(' '));
        const found = anchors.map(async (anchor) => {
          const user = await target.read(anchor, wanted);
          return shown(nameOf(anchor), user === undefined ? [] : [user]).map((one) => [anchor, one] as const);
        });
        return new Map((await Promise.all(found)).flat());
      },
    },
  };
}
