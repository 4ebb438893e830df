/** What happened to a job, handed to the outlets that ask for it. */
import { bodyOf } from '../../outlets/cloudEvent';
import { subscribes } from '../../outlets/definition';
import { type JobNews, jobEvent } from '../../outlets/jobEvent';
import type { Job } from '../../store/jobs/jobs';
import type { StoredOutlet } from '../../store/outlets/outlets';
import type { Needs } from '../ports';
import { countOutcomes } from '../uploads/outcomeCounts';
import { readReceipt } from '../uploads/readReceipt';
import { uploadId } from '../uploads/uploadId';

export type NewsPorts = Needs<
  'clock' | 'intake' | 'people' | 'packs' | 'agents' | 'keepMs' | 'agentInactiveMs' | 'news' | 'outletEvents'
>;

/** A crash leaves the news where it is, and the same events are made of it once more. */
export async function dispatchNews(job: Job, outlets: readonly StoredOutlet[], ports: NewsPorts): Promise<void> {
  for (const news of await ports.news.list(job.id)) {
    const askers = outlets.filter(({ outlet }) => subscribes(outlet.definition.types, news.type));
    if (askers.length > 0) {
      let index = 0;
      for await (const data of news.type === 'muster.upload.completed' ? uploadsOf(job, news, ports) : [news.data]) {
        await addNews(job.id, { ...news, data }, index, askers, ports);
        index += 1;
      }
    }
    await ports.news.remove(job.id, news);
  }
}

export async function addNews(
  jobId: string,
  news: JobNews,
  index: number,
  askers: readonly StoredOutlet[],
  { clock, outletEvents }: Needs<'clock' | 'outletEvents'>,
): Promise<void> {
  const event = jobEvent(jobId, news, index);
  const { id, type, at, sequence } = event;
  const told = { id, type, at, sequence, anchor: '', body: bodyOf(event) };
  for (const { outlet } of askers) await outletEvents.add(outlet, [told], clock.now());
}

/** The uploads of a cycle that has ended, one by one. */
async function* uploadsOf(job: Job, { data }: JobNews, ports: NewsPorts): AsyncIterable<JobNews['data']> {
  const { first, end, cycleId = null } = data;
  for await (const { first: number } of ports.intake.listUploads(job.id, Number(first))) {
    if (number >= Number(end)) return;
    const receipt = await readReceipt(job, number, ports);
    if (receipt === undefined) continue;
    const { upload, operations } = receipt;
    yield {
      uploadId: uploadId(upload),
      cycleId,
      acceptedDateTime: new Date(upload.acceptedAt).toISOString(),
      totalOperations: operations.length,
      outcomes: countOutcomes(operations),
    };
  }
}
