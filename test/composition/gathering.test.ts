/** What is worked on together: what arrives side by side of one inlet, and of nobody else. */
import { createWorkbench, JOB_ID } from '../support/workbench';

test('events of two inlets that arrive together are each worked on in their own', async () => {
  const { services } = await createWorkbench();
  const places: string[] = [];
  jest.spyOn(services.house.inletContexts, 'load').mockImplementation(async ({ inlet }) => {
    places.push(inlet);
    return { kind: 'gone' };
  });
  const event = (inlet: string, key: string) => services.eventGatherer.submit({ jobId: JOB_ID, inlet, key });
  await Promise.all([event('workday', '1'), event('personio', '2'), event('workday', '3')]);
  expect(places.sort()).toEqual(['personio', 'workday']);
});
