/** A workbench with an outlet to a receiver that is not ours. */
import type { GivenOutlet } from '../../shared/outlets/definition';
import { createOutlet } from '../../shared/pipeline/outlets/saveOutlet';
import { tellOutlets } from '../../shared/pipeline/outlets/tellOutlets';
import { MUSTER } from '../../shared/store/jobs/audit';
import type { Job } from '../../shared/store/jobs/jobs';
import type { StoredOutlet } from '../../shared/store/outlets/outlets';
import { JOB_ID, person, type Workbench } from './workbench';

export const OUTLET_SETTINGS = {
  ALLOW_LOOPBACK_TARGETS: 'true',
  SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
};

export async function jobOf({ services }: Workbench): Promise<Job> {
  const job = (await services.house.jobs.get(JOB_ID))?.value;
  if (job === undefined) throw new Error('The job is gone.');
  return job;
}

/** @returns the secret it signs with */
export async function addOutlet(
  bench: Workbench,
  url: string | null,
  { name = 'slack', ...more }: Partial<GivenOutlet['definition']> & { readonly name?: string } = {},
): Promise<string> {
  const definition = { url, types: [], include: 'ids' as const, where: null, enabled: true, ...more };
  const given = { name, definition, headers: {} };
  return (await createOutlet(await jobOf(bench), given, MUSTER, bench.services.house)).secret ?? '';
}

/** Uploads people, works on everything, and lets the timer tell of it. */
export async function uploadAndTell(bench: Workbench, ...people: Parameters<typeof person>[]): Promise<void> {
  await bench.upload(people.map((args) => person(...args)));
  await bench.drain();
  await tellOutlets(bench.services.house);
}

export async function outletOf({ services }: Workbench, name = 'slack'): Promise<StoredOutlet> {
  const stored = await services.house.outlets.get(JOB_ID, name);
  if (stored === undefined) throw new Error(`There is no outlet ${name}.`);
  return stored;
}

/** Rounds of the timer after each of these waits, milliseconds. */
export async function tellAfter(bench: Workbench, ...waits: readonly number[]): Promise<void> {
  for (const wait of waits) {
    bench.clock.advance(wait);
    await tellOutlets(bench.services.house);
  }
}
