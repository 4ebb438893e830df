/** Capturing groups as .NET counts them: those without a name first, from left to right, then those with one. */

/** The number of a group that never takes part in a match, because it stands in a look-ahead that must fail. */
export const NEVER = -1;

export class GroupTable {
  /** The groups' numbers in RE2, which counts opening parentheses; in .NET's order. */
  private readonly unnamed: number[] = [];
  private readonly named = new Map<string, number>();

  /** `false` where the name is taken. */
  add(name: string | undefined, number: number): boolean {
    if (name === undefined) this.unnamed.push(number);
    else if (this.named.has(name)) return false;
    else this.named.set(name, number);
    return true;
  }

  /** The number in RE2 of a group given by name, or by .NET's number in decimal; 0 is the whole match. */
  find(name: string): number | undefined {
    if (/^[0-9]{1,4}$/.test(name)) return [0, ...this.all][Number(name)];
    return this.named.get(name);
  }

  /** In .NET's order. */
  get all(): readonly number[] {
    return [...this.unnamed, ...this.named.values()];
  }
}
