/** What a directory of the schema really has, asked of the target. Nothing is saved: the administrator picks what to map. */

import { USER, userMapping } from '../../engine/schema/schemaQueries';
import type { DirectoryDefinition } from '../../engine/synchronizationSchema';
import type { Needs } from '../ports';

type Ports = Needs<'clock' | 'jobs' | 'contexts'>;

/**
 * The source has nothing to ask, and a target may not be able to tell: both come back as the schema has them.
 *
 * @returns `undefined` when the schema has no directory of that id
 * @throws {ProvisioningError} when the target cannot be asked
 */
export async function discoverDirectory(
  jobId: string,
  directoryId: string,
  { jobs, contexts, clock }: Ports,
): Promise<DirectoryDefinition | undefined> {
  const schema = (await jobs.getSchema(jobId))?.value;
  const directory = schema?.directories.find(({ id }) => id.toLowerCase() === directoryId.toLowerCase());
  if (schema === undefined || directory === undefined) return undefined;
  if (userMapping(schema)?.target.directory.id !== directory.id) return directory;

  const attributes = await (await contexts.get(jobId))?.target.discover();
  if (attributes === undefined) return directory;
  return {
    ...directory,
    discoveryDateTime: new Date(clock.now()).toISOString(),
    discoverabilities: 'AttributeNames, AttributeDataTypes, AttributeReadOnly',
    objects: directory.objects.map((object) => (object.name === USER ? { ...object, attributes } : object)),
  };
}
