/** An outlet is disabled: its neighbours are told, and the administrator by mail. Marked until both are done, as unsent mail is. */
import { subscribes } from '../../outlets/definition';
import { newsOf } from '../../store/jobs/news';
import type { StoredOutlet } from '../../store/outlets/outlets';
import type { Needs } from '../ports';
import { addNews } from './dispatchNews';

export type DisabledPorts = Needs<'clock' | 'logger' | 'outlets' | 'outletEvents' | 'notifyOf'>;

export async function tellOfDisabled(
  { outlet, health }: StoredOutlet,
  all: readonly StoredOutlet[],
  ports: DisabledPorts,
): Promise<void> {
  const { jobId, name } = outlet;
  const { disabled, lastFailure } = health;
  if (disabled === null) return;
  const { at, why } = disabled;
  const data = { outlet: name, reason: why, lastStatus: lastFailure?.status ?? null };
  const others = all.filter((one) => {
    return one.outlet.id !== outlet.id && subscribes(one.outlet.definition.types, 'muster.outlet.disabled');
  });
  await addNews(jobId, newsOf(jobId, at, 'muster.outlet.disabled', data), 0, others, ports);
  for (const other of others) {
    await ports.outlets.changeHealth(jobId, other.outlet.name, (found) => ({ ...found, dueAt: ports.clock.now() }));
  }
  ports.logger.warn('An outlet is disabled', { jobId, outlet: name, why });
  const isMailed = await ports.notifyOf(jobId, mailOf(name, why, lastFailure?.message ?? ''));
  if (!isMailed) return; // the next round tries again
  await ports.outlets.changeHealth(jobId, name, (found) =>
    found.disabled?.at === at ? { ...found, isUntold: false } : found,
  );
}

function mailOf(name: string, why: 'gone' | 'silent', answer: string) {
  const reason =
    why === 'gone'
      ? 'Its receiver answered 410: it wants nothing any more.'
      : `Its receiver has taken nothing for five days. The last answer was: ${answer}`;
  return {
    subject: `Outlet ${name} is disabled`,
    text: `${reason}\n\nWhat happens meanwhile is kept for 30 days. When the receiver is back, send it on in order:\nmuster outlet resume ${name}\n`,
  };
}
