/** A job that provisions into a stage. */
import { hrClient, withExpression } from '../../support/hrClient';
import { openJob } from '../../support/openJob';
import type { Stack } from '../../support/stack';
import type { Stage } from './stage';

/** @returns the host, with the job as the one to upload to @throws {Error} with the answer when a step is refused */
export async function prepareJob(host: Stack, { job, mappings }: Stage): Promise<Stack> {
  const stack = job === undefined ? host : await openJob(host, job);
  if (mappings.length === 0) return stack;
  const saved = await hrClient(stack).changeMapping((all) =>
    mappings.reduce(
      (changed, { attribute, expression, more }) => withExpression(changed, attribute, expression, { ...more }),
      all,
    ),
  );
  if (!saved.ok) throw new Error(`The schema was answered ${saved.status}: ${await saved.text()}`);
  return stack;
}
