/** Two people changed one schema: what only one of them changed is taken as it is, and where both did somebody chooses. */
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import {
  attributesOf,
  changesOf,
  scopeDiffers,
  scopeOf,
  withMapping,
  withoutMapping,
  withScope,
  withSourceAttribute,
} from './draft';

/** What both changed, and not to the same: a target attribute, or the scope. */
export type Conflict = { readonly kind: 'mapping'; readonly target: string } | { readonly kind: 'scope' };

export interface Merge {
  readonly merged: SynchronizationSchema;
  readonly conflicts: readonly Conflict[];
}

export const nameOfConflict = (conflict: Conflict): string => (conflict.kind === 'scope' ? 'scope' : conflict.target);

/**
 * @param base what both began from
 * @param mine names of conflicts (`nameOfConflict`) in which mine is taken; theirs otherwise
 */
export function mergeDrafts(
  base: SynchronizationSchema,
  theirs: SynchronizationSchema,
  my: SynchronizationSchema,
  mine: ReadonlySet<string>,
): Merge {
  const theirChanges = new Map(changesOf(base, theirs).map((change) => [change.target, change]));
  const conflicts: Conflict[] = [];
  let merged = theirs;
  for (const { target, after } of changesOf(base, my)) {
    const their = theirChanges.get(target);
    const isConflict = their !== undefined && JSON.stringify(their.after) !== JSON.stringify(after);
    if (isConflict) conflicts.push({ kind: 'mapping', target });
    if (isConflict && !mine.has(target)) continue;
    merged = after === undefined ? withoutMapping(merged, target) : withMapping(merged, after);
  }
  if (scopeDiffers(base, my)) {
    const isConflict = scopeDiffers(base, theirs) && scopeDiffers(theirs, my);
    if (isConflict) conflicts.push({ kind: 'scope' });
    if (!isConflict || mine.has('scope')) merged = withScope(merged, scopeOf(my));
  }
  const known = new Set(attributesOf(theirs, 'source').map(({ name }) => name));
  const added = attributesOf(my, 'source').filter(({ name }) => !known.has(name));
  return { merged: added.reduce(withSourceAttribute, merged), conflicts };
}
