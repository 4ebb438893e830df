/** A client that sends each bulk until it is answered, under the same `client-request-id`, however often the host dies. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Stack } from '../../support/stack';
import type { Bulk } from './plan';

export interface Uploader {
  /** How many bulks were answered 202. */
  readonly answered: number;
  /** How many attempts got no answer. */
  readonly unanswered: number;
  /** The id of each answered bulk's receipt. */
  readonly uploadIds: ReadonlyMap<Bulk, string>;
  /** Resolves when so many bulks have been answered. */
  reached(answered: number): Promise<void>;
  /**
   * Sends the first `count` bulks that are not answered yet. Resolves when they are or the host is gone.
   * @throws {Error} when the host refuses one, or answers it as another upload than before
   */
  send(stack: Stack, count: number): Promise<void>;
}

const IN_FLIGHT = 4;

export function createUploader(bulks: readonly Bulk[]): Uploader {
  const uploadIds = new Map<Bulk, string>();
  const milestones: { readonly answered: number; readonly resolve: () => void }[] = [];
  let unanswered = 0;

  function noteAnswer(bulk: Bulk, uploadId: string): void {
    uploadIds.set(bulk, uploadId);
    for (const { answered, resolve } of milestones) if (uploadIds.size >= answered) resolve();
  }

  async function sendOne(stack: Stack, bulk: Bulk): Promise<'answered' | 'gone'> {
    for (;;) {
      let response: Response;
      try {
        response = await stack.call(stack.info.bulkUploadUrl, {
          method: 'POST',
          body: bulk.body,
          headers: { 'content-type': 'application/scim+json', 'client-request-id': bulk.clientRequestId },
        });
        await response.arrayBuffer();
      } catch {
        unanswered += 1; // the connection broke: the host may have accepted it all the same
        return 'gone';
      }
      if (response.status === 202) {
        noteAnswer(bulk, response.headers.get('muster-upload-id') ?? '');
        return 'answered';
      }
      if (response.status !== 503) throw new Error(`${bulk.clientRequestId} was answered ${response.status}.`);
      await wait(1_000 * Number(response.headers.get('retry-after') ?? 1));
    }
  }

  return {
    get answered() {
      return uploadIds.size;
    },
    get unanswered() {
      return unanswered;
    },
    uploadIds,
    reached: (answered) =>
      new Promise((resolve) => {
        if (uploadIds.size >= answered) resolve();
        else milestones.push({ answered, resolve });
      }),
    async send(stack, count) {
      const left = bulks.slice(0, count).filter((bulk) => !uploadIds.has(bulk));
      const sender = async () => {
        for (let bulk = left.shift(); bulk !== undefined; bulk = left.shift()) {
          if ((await sendOne(stack, bulk)) === 'gone') return;
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
    },
  };
}
