/** `GET /muster/jobs/{jobId}/guard`: what the deletion guard holds, and how that stands to its thresholds. */
import { weighHeld } from '../../pipeline/overview/weighHeld';
import type { Needs } from '../../pipeline/ports';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { Call, Reply } from '../http/endpoint';
import { READ_ANY_JOB } from '../http/roles';
import { findJob } from '../jobs/findJob';

type Ports = Needs<'contexts' | 'intake' | 'packs' | 'people' | 'index'>;

export async function readGuard(call: Call, ports: Ports): Promise<Reply> {
  const definition = await findJob(call, ports.contexts, ...READ_ANY_JOB);
  const { enabled, mostCount, mostPercent, settleMs } = definition.guard;
  const { byUpload, byReason, settling, staged, ...weight } = await weighHeld(definition, ports);
  const jobId = definition.job.id;
  return {
    status: 200,
    body: {
      enabled,
      threshold: mostCount,
      percentThreshold: mostPercent,
      settleSeconds: settleMs / 1_000,
      count: settling + staged,
      ...{ settling, staged },
      tripped: staged > 0,
      ...weight,
      byUpload: byUpload.map(({ key, count }) => ({
        uploadId: key === null ? null : uploadId({ jobId, first: key }),
        count,
      })),
      byReason: byReason.map(({ key, count }) => ({ reason: key, count })),
    },
  };
}
