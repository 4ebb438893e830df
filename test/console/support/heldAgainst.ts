/**
 * Holds what a function of the console says that it gives against what it gave: the compiler judges the answers, written out as
 * constants. An answer that lacks a member, or has one of another kind, is a fault; so is a member that no answer had.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/stack';

export interface Held {
  /** `jobs.readJob`: a function of `console/api/jobs.ts`. */
  readonly name: string;
  /** A type of that function's, where it is not what it gives. */
  readonly type?: string;
  readonly answers: readonly unknown[];
}

/**
 * Members of whatever the type has, as paths; what is named by the data has none. A schema is the engine's own type, and what of
 * it is optional is told by the engine's tests; a list's next page is told by `test/api/pages.test.ts`.
 */
const PATHS = `
type Paths<T> = T extends SynchronizationSchema ? never
  : T extends readonly (infer E)[] ? Paths<E>
  : T extends object ? string extends keyof T ? never
    : { [K in keyof T & string]-?: K | \`\${K}.\${Paths<NonNullable<T[K]>>}\` }[keyof T & string]
  : never;
type Unsent<T, Sent, Known extends string> = Exclude<Paths<T>, Paths<Sent> | Known | \`\${string}@odata.nextLink\`>;
type None<T> = [T] extends [never] ? true : T;
`;

/** @param unsent paths that no answer has, by name @returns what the compiler has against it, a line a fault */
export function faultsOf(
  held: readonly Held[],
  unsent: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'muster-types-'));
  try {
    const names = held.map(({ name }, index) => `${index}-${name}.ts`);
    for (const [index, one] of held.entries()) writeFileSync(join(folder, names[index] ?? ''), fileOf(one, unsent));
    const options = {
      extends: join(ROOT, 'console/tsconfig.json'),
      compilerOptions: { noUnusedLocals: false },
      files: names,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    return status === 0 ? [] : stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fileOf({ name, type, answers }: Held, unsent: Readonly<Record<string, readonly string[]>>): string {
  const [file, member] = name.split('.');
  const known = (unsent[name] ?? []).map((path) => JSON.stringify(path)).join(' | ') || 'never';
  return [
    `import type { ${member} as Asked } from ${JSON.stringify(join(ROOT, 'console/api', file ?? ''))};`,
    `import type { SynchronizationSchema } from ${JSON.stringify(join(ROOT, 'shared/engine/synchronizationSchema'))};`,
    PATHS,
    `type Believed = ${type ?? 'Awaited<ReturnType<typeof Asked>>'};`,
    ...answers.map((answer, index) => `const answer${index} = ${JSON.stringify(answer)} as const;`),
    ...answers.map((_, index) => `export const believed${index}: Believed = answer${index};`),
    `type Sent = ${answers.map((_, index) => `typeof answer${index}`).join(' | ')};`,
    `export const unsent: None<Unsent<Believed, Sent, ${known}>> = true;`,
  ].join('\n');
}
