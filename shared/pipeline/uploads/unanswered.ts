/** Which operations of a job have no answer yet, by whom they are about. */
import type { Needs } from '../ports';
import { underWay } from './underWay';

/** Numbers of operations that may be unanswered, by source anchor: a person's row knows which of them are answered. */
export type Unanswered = ReadonlyMap<string, readonly number[]>;

/** Each is a call to storage; a full load of a large source is under way with more, and whoever asks has to wait for it. */
const MOST_UPLOADS = 2_000;

/** @returns `undefined`: it cannot be told, because too much is under way, or older code kept operations in messages alone */
export async function listUnanswered(jobId: string, { intake }: Needs<'intake'>): Promise<Unanswered | undefined> {
  const { from } = underWay((await intake.read(jobId))?.state);
  const open = new Map<string, number[]>();
  let uploads = 0;
  for await (const { first, count } of intake.listUploads(jobId, from)) {
    uploads += 1;
    const upload = count === undefined || uploads > MOST_UPLOADS ? undefined : await intake.getUpload(jobId, first);
    if (upload === undefined) return undefined;
    for (const [index, { anchor }] of upload.operations.entries()) {
      if (anchor !== null) open.set(anchor, [...(open.get(anchor) ?? []), first + index]);
    }
  }
  return open;
}
