/**
 * Has everybody look at their references who refers to somebody whose account is another one than before: in this job, and in
 * the others of the same directory. Done by the worker that has committed it, and again by the timer (`sweepReferences.ts`)
 * for as long as a worker may be alive that has seen the account before: what it commits of it comes after the first look.
 */
import { sinceRestart } from '../../store/people/people';
import type { JobContext } from '../jobContext';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';

type Ports = Needs<'clock' | 'random' | 'operations' | 'intake' | 'people' | 'index' | 'realms'>;

/** So that what sends it is usually done when it arrives. */
const DELAY_SECONDS = 1;

/** @param realm the job's directory; `undefined`: others of the same are left out */
export async function tellReferrers(
  { job, realm }: { readonly job: Pick<JobContext['job'], 'id' | 'generation'>; readonly realm: string | undefined },
  anchors: readonly string[],
  ports: Ports,
): Promise<void> {
  if (anchors.length === 0) return;
  const neighbours = realm === undefined ? [] : await ports.realms.jobsOf(realm);
  const loaded = await ports.people.load(job.id, anchors);
  for (const jobId of new Set([job.id, ...neighbours])) {
    const told = new Set<string>();
    for (const anchor of anchors) {
      const found = loaded.get(anchor)?.person;
      const now = found && sinceRestart(found, job.generation).link?.targetAnchor;
      for (const referrer of await ports.index.referrers(jobId, anchor)) {
        if (referrer.to !== now) told.add(referrer.anchor);
      }
    }
    await startErrand(jobId, 'resolveWaiting', [...told], ports, { delaySeconds: DELAY_SECONDS });
  }
}
