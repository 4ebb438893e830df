/** Routes of inlets do what they are called, and a delivery has a limit of its own. */
import { MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { INLET, openInletDesk, SECRETS_KEY } from '../../support/inletDesk';
import { createWorkbench } from '../../support/workbench';

const PATH = `${MUSTER_JOB}/inlets/${INLET.inlet}`;

test('pausing pauses an inlet, and resuming resumes it', async () => {
  const bench = await createWorkbench({ SECRETS_KEY });
  const { ports } = await openInletDesk(bench);
  const host = await openFunctions(bench, ['inletActions']);
  const states: unknown[] = [];
  for (const action of ['pause', 'resume']) {
    await host.call(`POST ${PATH}/${action}`);
    states.push((await ports.inlets.get(INLET))?.value.state);
  }
  expect(states).toEqual(['paused', 'active']);
});

test.each([
  { bytes: 1_100, status: 401 }, // unsigned
  { bytes: 1_101, status: 413 },
])('a delivery of $bytes bytes is answered $status, whatever other requests may have', async ({ bytes, status }) => {
  const bench = await createWorkbench({ SECRETS_KEY, INLET_MAX_BYTES: '1100' });
  await openInletDesk(bench);
  const host = await openFunctions(bench, ['receive']);
  const body = { x: 'x'.repeat(bytes - '{"x":""}'.length) };
  const answer = await host.call(`POST /muster/inlets/${INLET.jobId}/${INLET.inlet}`, { body });
  expect(answer.status).toBe(status);
});
