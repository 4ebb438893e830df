/** What the administrator is told while the deletion guard holds something back, and when that ends. */
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { type MailFolder, temporaryMailFolder } from '../../support/mailFolder';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let mail: MailFolder;
const ALL = ['1', '2', '3', '4', '5', '6', '7', '8'];

beforeEach(async () => {
  mail = temporaryMailFolder();
  bench = await createWorkbench({ MAIL_FOLDER: mail.path });
  scenes = scenesOf(bench);
  await scenes.provision(...ALL.map((externalId) => person(externalId)));
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '2' });
  await bench.supervise(2);
});
afterEach(() => mail.remove());

const leave = (...externalIds: string[]) =>
  scenes.provision(...externalIds.map((externalId) => person(externalId, { active: false })));
const stay = (...externalIds: string[]) => scenes.provision(...externalIds.map((externalId) => person(externalId)));
const message = async () => (await scenes.job()).quarantine?.error?.message;
const told = () => mail.mails().map(({ text }) => /What happened\n+(.*)/.exec(text)?.[1]?.split(' (TooMany')[0]);
const audited = async () => {
  const { records } = await bench.services.house.audit.list(JOB_ID, 50);
  return records
    .filter(({ activity }) => /Quarantine/.test(activity))
    .map(({ activity, detail }) => `${activity}: ${detail}`)
    .reverse();
};
const sentence = (count: number) => `${count} accounts would be deleted or disabled in one cycle; the threshold is 2.`;

/** Work that keeps the cycle open, so that what is uploaded next joins it. */
const keepOpen = () =>
  bench.services.house.intake.beginWork(JOB_ID, ['sweep-long-0'], 'another cycle', bench.clock.now());

describe('a mass deletion that comes in bit by bit', () => {
  beforeEach(async () => {
    await keepOpen();
    await leave('1', '2', '3');
    await bench.supervise();
    await leave('4', '5');
    await bench.supervise();
    await leave('6');
    await bench.supervise();
  });

  test('is told with the number it has come to, and not by a mail a round', async () => {
    expect(await message()).toBe(sentence(6));
    expect(told()).toEqual([sentence(3)]);
    await scenes.pass(5 * MINUTE);
    expect(told()).toEqual([sentence(3), sentence(6)]);
    expect(await audited()).toEqual([`Quarantine: ${sentence(3)}`, `Quarantine: ${sentence(6)}`]);
    await scenes.pass(60 * MINUTE);
    expect(told()).toHaveLength(2);
  });

  test('is one quarantine all the same', async () => {
    await scenes.pass(5 * MINUTE);
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'TooManyDeletes', seriesCount: 0 });
  });
});

describe('a further mass deletion while another one is held back', () => {
  beforeEach(async () => {
    await leave('1', '2', '3');
    await bench.supervise(3);
    expect(await scenes.isRunning()).toBe(false);
    await leave('4', '5', '6', '7');
    await bench.supervise();
  });

  test('is told at once, like the first', async () => {
    const further = `${sentence(4)} 7 are held back altogether.`;
    expect(await message()).toBe(further);
    expect(told()).toEqual([sentence(3), further]);
    expect(await audited()).toEqual([`Quarantine: ${sentence(3)}`, `Quarantine: ${further}`]);
    const { records } = await bench.services.house.audit.list(JOB_ID, 1);
    expect(records[0]?.changes).toEqual([
      { name: 'status.quarantine.error.message', before: sentence(3), after: further },
    ]);
  });

  test('is not told again in the next rounds', async () => {
    await bench.supervise(6);
    expect(told()).toHaveLength(2);
  });
});

describe('the quarantine', () => {
  test('ends in the round after the last one that was held back is wanted no more', async () => {
    await leave('1', '2', '3');
    await bench.supervise(2);
    await stay('1', '2');
    await bench.supervise();
    expect(await message()).toBe(sentence(3));
    await stay('3');
    await bench.supervise();
    expect(await message()).toBeUndefined();
    expect(await audited()).toEqual([
      `Quarantine: ${sentence(3)}`,
      'LeaveQuarantine: No deletion is held back any more.',
    ]);
  });

  test('stands while the word that stages them is on its way', async () => {
    await leave('1', '2', '3');
    for (let round = 0; round < 4; round += 1) {
      bench.clock.advance(15_000);
      await superviseJobs(bench.services.house); // nobody works on the queue
    }
    expect(await message()).toBe(sentence(3));
    await bench.drain();
    await bench.supervise();
    expect(await message()).toBe(sentence(3));
  });

  test('does not wait for what a later cycle takes away within the threshold', async () => {
    await leave('1', '2', '3');
    await bench.supervise(3);
    await stay('1', '2', '3');
    await leave('4');
    await bench.supervise();
    expect(await message()).toBeUndefined();
    expect(await scenes.listed('held')).toEqual(['4']);
  });

  test('that older code imposed ends when nothing at all is held', async () => {
    await leave('1', '2', '3');
    await bench.supervise(3);
    const { quarantine } = await scenes.job();
    if (quarantine === null) throw new Error('There is no quarantine.');
    const { trips: _, ...old } = quarantine;
    await scenes.changeJob({ quarantine: old });
    await stay('1', '2', '3');
    await leave('4');
    await bench.supervise();
    expect(await message()).toBe(sentence(3));
    await stay('4');
    await bench.supervise();
    expect(await message()).toBeUndefined();
  });
});

test.each(['0', '0.0', ''])('a share of %p switches the look at shares off', async (percent) => {
  await scenes.changeSettings({ QuarantineTooManyDeletesPercent: percent });
  await leave('1', '2');
  await bench.supervise(6);
  expect(await scenes.enabled('1')).toBe(false);
  expect((await scenes.job()).quarantine).toBeNull();
});
