/** An outlet that nobody fetches from is gone: it was made for somebody who listened, and left. */
import { isSent } from '../../outlets/definition';
import { MUSTER } from '../../store/jobs/audit';
import type { StoredOutlet } from '../../store/outlets/outlets';
import type { Needs } from '../ports';
import { removeOutlet } from './changeOutlet';

const UNASKED_MS = 15 * 60_000;

export async function removeUnasked(
  stored: StoredOutlet,
  ports: Needs<'clock' | 'jobs' | 'contexts' | 'audit' | 'outlets'>,
): Promise<void> {
  const { outlet, health } = stored;
  if (isSent(outlet.definition) || outlet.definition.writeback !== undefined) return;
  const askedAt = health.askedAt ?? outlet.createdAt;
  if (ports.clock.now() - askedAt >= UNASKED_MS) await removeOutlet(stored, MUSTER, ports);
}
