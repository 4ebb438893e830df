/** The public name of an upload: its job and its first sequence number, so that it is found without an index. */
import type { Upload } from '../../store/uploads/intake';

export function uploadId({ jobId, first }: Pick<Upload, 'jobId' | 'first'>): string {
  return `${jobId}~${first}`;
}

/** @returns `undefined` when the text names no upload */
export function parseUploadId(id: string): Pick<Upload, 'jobId' | 'first'> | undefined {
  const parts = /^(.+)~(\d{1,15})$/.exec(id);
  return parts === null ? undefined : { jobId: parts[1] ?? '', first: Number(parts[2]) };
}
