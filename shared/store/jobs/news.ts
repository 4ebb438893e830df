/**
 * What happened to a job, until its outlets have been told. In the jobs table:
 *
 * | partition  | row                   | holds                  |
 * |------------|-----------------------|------------------------|
 * | `job!`job  | `news!`time`!`id      | the news (`JobNews`)   |
 *
 * Inserted in the transaction that makes it happen, where the job has outlets.
 */
import type { JobNews } from '../../outlets/jobEvent';
import { StoreConflict, type Table, type TableAction } from '../contract/table';
import { joinKey, keyPart, keysUnder } from '../rows/keys';
import { nameGuid } from '../rows/nameGuid';

/** Said twice of one moment it is one piece of news. @param at milliseconds since the epoch */
export function newsOf(jobId: string, at: number, type: JobNews['type'], data: JobNews['data']): JobNews {
  return { id: nameGuid(`${jobId}\n${type}\n${at}\n${JSON.stringify(data)}`), at, type, data };
}

export interface NewsStore {
  /** Oldest first. */
  list(jobId: string): Promise<readonly JobNews[]>;
  /** For what happens in no transaction of a job's; said twice, it is one. */
  add(jobId: string, news: JobNews): Promise<void>;
  remove(jobId: string, news: JobNews): Promise<void>;
}

const NEWS = 'news';
const TIME_DIGITS = 13;

const newsKey = ({ at, id }: JobNews) => joinKey(NEWS, String(at).padStart(TIME_DIGITS, '0'), keyPart(id));

/** @param partitionKey the job's own */
export function newsAction(partitionKey: string, news: JobNews): TableAction {
  return { kind: 'insert', entity: { partitionKey, rowKey: newsKey(news), json: JSON.stringify(news) } };
}

/** @param partitionOf a job's own partition */
export function createNewsStore(table: Table, partitionOf: (jobId: string) => string): NewsStore {
  return {
    async list(jobId) {
      const all: JobNews[] = [];
      for await (const { properties } of table.query({ partitionKey: partitionOf(jobId), ...keysUnder(NEWS) })) {
        all.push(JSON.parse(String(properties.json)) as JobNews);
      }
      return all;
    },
    async add(jobId, news) {
      try {
        await table.transact([newsAction(partitionOf(jobId), news)]);
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
      }
    },
    async remove(jobId, news) {
      await table.remove(partitionOf(jobId), newsKey(news));
    },
  };
}
