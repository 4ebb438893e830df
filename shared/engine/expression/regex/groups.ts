/** Capturing groups as .NET counts them: those without a name first, from left to right, then those with one. */

/** The number of a group that never takes part in a match, because it stands in a look-ahead that must fail. */
export const NEVER = -1;

export class GroupTable {
  /** The groups' numbers in the matcher at hand, which counts opening parentheses; in .NET's order. */
  private readonly unnamed: number[] = [];
  private readonly named = new Map<string, number>();

  /** `false` where the name is taken. */
  add(name: string | undefined, number: number): boolean {
    if (name === undefined) this.unnamed.push(number);
    else if (this.named.has(name)) return false;
    else this.named.set(name, number);
    return true;
  }

  /** .NET's number of a group given by name, or by that number in decimal; 0 is the whole match. */
  find(name: string): number | undefined {
    if (/^[0-9]{1,5}$/.test(name)) return Number(name) <= this.count ? Number(name) : undefined;
    const place = [...this.named.keys()].indexOf(name);
    return place < 0 ? undefined : this.unnamed.length + place + 1;
  }

  get count(): number {
    return this.unnamed.length + this.named.size;
  }

  /** The matcher's numbers, in .NET's order: that of the group 1 comes first. */
  get numbers(): readonly number[] {
    return [...this.unnamed, ...this.named.values()];
  }

  /** The matcher's number of a group with this name. */
  numberOf(name: string): number | undefined {
    return this.named.get(name);
  }
}
