/** Everybody who has an account is to be looked at: the writeback begins, or says something else than before. */
import type { OutletDefinition } from '../../../outlets/definition';
import type { Outlet } from '../../../store/outlets/outlets';
import type { Needs } from '../../ports';

/** @param isBaseline what accounts hold is noted as written, and not sent */
export async function beginPass(
  outlet: Outlet,
  isBaseline: boolean,
  { clock, outlets, writebacks }: Needs<'clock' | 'outlets' | 'writebacks'>,
): Promise<void> {
  await writebacks.setPass(outlet, { shard: 0, after: null, isBaseline });
  await outlets.changeHealth(outlet.jobId, outlet.name, (health) => ({ ...health, lookAt: clock.now() }));
}

export function isOtherMap({ writeback: before }: OutletDefinition, { writeback: after }: OutletDefinition): boolean {
  return JSON.stringify(before?.map) !== JSON.stringify(after?.map);
}
