import type { House } from '../../../shared/pipeline/ports';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

const intake = (): House['intake'] => bench.services.house.intake;
const openCycle = async () => (await intake().read(JOB_ID))?.state.cycle;

describe('closeCycles', () => {
  test('a cycle ends when everything accepted in it is answered', async () => {
    await bench.upload([person('1'), person('2')]);
    await bench.supervise();
    await bench.supervise();
    expect(await openCycle()).toBeNull();
    expect((await intake().readStatus(JOB_ID)).lastExecution).toMatchObject({ accepted: 2, state: 'Succeeded' });
  });

  test('work whose message was lost keeps a cycle open for a quarter of an hour, and no longer', async () => {
    await intake().beginWork(JOB_ID, ['retry-lost'], 'a-cycle', bench.clock.now());
    await bench.supervise(50);
    expect(await openCycle()).not.toBeNull();
    await bench.supervise(12);
    expect(await openCycle()).toBeNull();
  });

  test('an upload parked while its job is paused is never given up', async () => {
    await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
    bench.services.house.contexts.forget(JOB_ID);
    await bench.upload([person('1')]);
    await bench.drain();
    await bench.supervise(80);
    expect(await openCycle()).not.toBeNull();
  });

  test('cycles of a paused job are cut off up to a point, and then the last one takes whatever comes', async () => {
    await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
    bench.services.house.contexts.forget(JOB_ID);
    for (let hour = 0; hour < 8; hour += 1) {
      await bench.upload([person(`${hour}`)]);
      bench.clock.advance(3_600_000);
      await bench.supervise();
    }
    const { full, next, cycle } = (await intake().read(JOB_ID))?.state ?? {};
    expect({ full: full?.length, last: cycle?.first, next }).toEqual({ full: 4, last: 5, next: 9 });
  });
});
