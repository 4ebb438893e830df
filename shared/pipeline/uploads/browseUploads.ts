/**
 * Uploads of a job, newest first. Storage reads rows upwards only, so they are read in windows of numbers, downwards from the
 * newest: each as wide as the one before it lets expect, because nobody knows how many operations an upload has.
 */
import type { ListedUpload } from '../../store/uploads/intake';
import type { Needs } from '../ports';
import { underWay } from './underWay';

export interface FoundUpload extends ListedUpload {
  readonly count: number;
}

export interface UploadPage {
  readonly uploads: readonly FoundUpload[];
  /** First number of the last one; the next page begins below. `undefined`: there is no next page. */
  readonly next: number | undefined;
}

/** At most so much wider than the window before. */
const WIDENING = 8;

/**
 * @param top from 1
 * @param below only uploads that begin below this number; `undefined`: from the newest
 */
export async function browseUploads(
  jobId: string,
  { top, below }: { readonly top: number; readonly below: number | undefined },
  ports: Needs<'intake' | 'clock' | 'keepMs'>,
): Promise<UploadPage> {
  const { intake, clock, keepMs } = ports;
  const state = (await intake.read(jobId))?.state;
  if (state === undefined) return { uploads: [], next: undefined };
  const { from: firstUnderWay } = underWay(state);
  const isKept = ({ acceptedAt, first }: ListedUpload) => acceptedAt >= clock.now() - keepMs || first >= firstUnderWay;
  const found: FoundUpload[] = [];
  let end = Math.min(below ?? state.next, state.next); // of the newest upload that is not found yet
  let width = top + 1;
  for (let floor = end; floor > 1 && found.length <= top; ) {
    const begin = Math.max(1, floor - width);
    const window: ListedUpload[] = [];
    for await (const upload of intake.listUploads(jobId, begin, floor)) window.push(upload);
    for (const upload of window.reverse()) {
      found.push({ ...upload, count: end - upload.first }); // numbers follow each other without gaps
      end = upload.first;
    }
    const oldest = found.at(-1);
    if (oldest !== undefined && !isKept(oldest)) break; // and so is whatever lies below
    floor = begin;
    width = nextWidth(width, window.length, top + 1 - found.length);
  }
  const kept = found.filter(isKept);
  const uploads = kept.slice(0, top);
  return { uploads, next: kept.length > top ? uploads.at(-1)?.first : undefined };
}

function nextWidth(width: number, found: number, wanted: number): number {
  const widest = width * WIDENING;
  return found === 0 ? widest : Math.max(1, Math.min(widest, Math.ceil((width * wanted) / found)));
}
