/** What of a writeback only the job's schema and the way of writing can tell: loops, and names that a SCIM service has none of. */
import { compileSchema } from '../../engine/schema/compileSchema';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import type { GivenOutlet } from '../../outlets/definition';
import { describeLoop, findLoops } from '../../outlets/writeback/loops';
import { faultsOfHr } from '../../pipeline/outlets/writeback/faultsOfHr';
import type { Needs } from '../../pipeline/ports';
import { badRequest, GraphError } from '../http/graphError';

/** @throws {GraphError} 400 where users are to be found by the ids of an inlet that the job does not have */
export async function checkIdFrom(
  { definition }: GivenOutlet,
  jobId: string,
  { inlets }: Needs<'inlets'>,
): Promise<void> {
  const idFrom = definition.writeback?.hr?.idFrom;
  if (idFrom === undefined) return;
  const inlet = await inlets.get({ jobId, inlet: idFrom });
  if (inlet !== undefined && inlet.value.state !== 'removed') return;
  const message = `scim.idFrom names no inlet of the job: "${idFrom}".`;
  throw badRequest(message, [{ code: 'InvalidValue', target: 'scim.idFrom', message }]);
}

/** @returns `{warnings}` for the answer, where there are any @throws {GraphError} 400, `WritebackLoop` for a circle that never ends */
export function checkWriteback({ definition }: GivenOutlet, schema: SynchronizationSchema): object {
  const { writeback } = definition;
  if (writeback === undefined) return {};
  const faults = faultsOfHr(writeback);
  if (faults[0] !== undefined) throw badRequest(faults[0].message, faults);
  const loops = findLoops(writeback.map, compileSchema(schema));
  const details = loops.map((loop) => ({
    code: loop.isPlain ? 'WritebackEcho' : 'WritebackLoop',
    target: `map.${loop.name}`,
    message: describeLoop(loop),
  }));
  const endless = details.filter(({ code }) => code === 'WritebackLoop');
  if (endless[0] !== undefined) throw new GraphError(400, 'WritebackLoop', endless[0].message, { details: endless });
  return details.length === 0 ? {} : { warnings: details };
}
