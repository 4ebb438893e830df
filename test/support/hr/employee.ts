/** An employee as every HR system knows one; each stand-in writes it in its vendor's words. */
export interface Employee {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly status: 'employed' | 'leave' | 'hired' | 'left';
  readonly title?: string;
  readonly department?: string;
  readonly managerId?: string;
  /** `YYYY-MM-DD`. */
  readonly hireDate: string;
  readonly leaveDate?: string;
}

export function employee(id: string, over: Partial<Employee> = {}): Employee {
  return {
    id,
    givenName: 'Kathy',
    familyName: `Jensen ${id}`,
    email: `k${id}@example.com`,
    status: 'employed',
    title: 'Tour Guide',
    department: 'Tours',
    hireDate: '2020-01-15',
    ...over,
  };
}

/** Employees as they were at every moment, because reads of some vendors lag behind what they announce. */
export class Register {
  readonly #versions = new Map<string, { readonly at: number; readonly employee: Employee | undefined }[]>();
  readonly #lagMs: number;
  /** Of whom former employees nobody is told. */
  hidesFormer = false;

  constructor(lagMs = 0) {
    this.#lagMs = lagMs;
  }

  put(changed: Employee): void {
    this.#add(changed.id, changed);
  }

  change(id: string, over: Partial<Employee>): void {
    const known = this.#versions.get(id)?.at(-1)?.employee;
    if (known === undefined) throw new Error(`Nobody is called ${id}.`);
    this.#add(id, { ...known, ...over });
  }

  remove(id: string): void {
    this.#add(id, undefined);
  }

  /** What the vendor's API may tell now. */
  read(id: string): Employee | undefined {
    const seen = (this.#versions.get(id) ?? []).filter(({ at }) => at <= Date.now() - this.#lagMs).at(-1)?.employee;
    return this.hidesFormer && seen?.status === 'left' ? undefined : seen;
  }

  #add(id: string, changed: Employee | undefined): void {
    const versions = this.#versions.get(id) ?? [];
    versions.push({ at: Date.now(), employee: changed });
    this.#versions.set(id, versions);
  }
}
