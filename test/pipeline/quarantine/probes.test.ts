/** A quarantined job tries a few of those who failed, and no more: the target may be as bad as before. */
import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

async function probed(bench: Workbench): Promise<number> {
  const messages = bench.storage.queue(OPERATIONS_QUEUE).messages();
  return messages
    .map(({ text }) => readMessage(text))
    .reduce(
      (sum, message) => sum + (message.kind === 'errand' && message.errand === 'probe' ? message.anchors.length : 0),
      0,
    );
}

test.each([
  { failed: 20, tried: 20 },
  { failed: 21, tried: 20 },
])('of $failed who failed $tried are tried at a look', async ({ failed, tried }) => {
  const bench = await createWorkbench();
  const scenes = scenesOf(bench);
  const people = Array.from({ length: failed }, (_, n) => person(`${n}`, { userName: `user${n}@elsewhere.example` }));
  await scenes.provision(...people);
  const now = bench.clock.now();
  await scenes.changeJob({
    quarantine: {
      reason: 'EncounteredEscrowProportionThreshold',
      seriesBegan: now,
      currentBegan: now,
      seriesCount: 0,
      nextAttempt: now + 1,
      error: null,
    },
  });
  bench.clock.advance(15_000);
  await superviseJobs(bench.services.house);
  expect(await probed(bench)).toBe(tried);
});
