/** One running stack a document, and the words its tests are written in. */
import { type HrClient, hrClient } from '../support/hrClient';
import { type Stack, startStack, temporaryFolder } from '../support/stack';

export interface DocumentStage {
  readonly stack: Stack;
  readonly hr: HrClient;
  /** The data folder. */
  readonly folder: string;
}

/**
 * Starts before the first test and stops after the last; rounds of the timer come every second.
 * @param environment settings, or what makes them once there is something to name in them
 */
export function openStage(
  environment: Record<string, string> | (() => Promise<Record<string, string>>) = {},
): () => DocumentStage {
  const folder = temporaryFolder();
  let stage: DocumentStage | undefined;
  beforeAll(async () => {
    const own = typeof environment === 'function' ? await environment() : environment;
    const settings = { DELETION_SETTLE_SECONDS: '1', SUPERVISE_SCHEDULE: '*/1 * * * * *', ...own };
    const stack = await startStack(folder.path, settings);
    stage = { stack, hr: hrClient(stack), folder: folder.path };
  });
  afterAll(async () => {
    await stage?.stack.stop();
    folder.remove();
  });
  return () => {
    if (stage === undefined) throw new Error('The stack is not running.');
    return stage;
  };
}
