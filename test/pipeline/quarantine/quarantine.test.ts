import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProvisioningError } from '../../../shared/errors';
import { mailToSend } from '../../../shared/pipeline/quarantine/unsentMail';
import { NO_TOTALS } from '../../../shared/store/people/entryPacks';
import { type MailFolder, temporaryMailFolder } from '../../support/mailFolder';
import { DAY, HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const REFUSED = new ProvisioningError('InvalidCredentials', 'The target rejected the saved credentials.');
/** Thresholds that a handful of people trip. */
const SMALL = {
  QUARANTINE_LEAST_FAILURES: '3',
  QUARANTINE_MOST_PERCENT: '40',
  QUARANTINE_MOST_FAILURES: '6',
  QUARANTINE_MOST_FAILURES_WITH_REFERENCES: '8',
};

let bench: Workbench;
let scenes: Scenes;
let mail: MailFolder;

async function open(environment: Record<string, string> = {}): Promise<void> {
  bench = await createWorkbench({ MAIL_FOLDER: mail.path, ...environment });
  scenes = scenesOf(bench);
}

beforeEach(async () => {
  mail = temporaryMailFolder();
  await open();
});
afterEach(() => mail.remove());

/** The target refuses everything until the returned function is called. */
function refuseCredentials(): () => void {
  const { directory } = bench.services;
  const spies = [
    jest.spyOn(directory, 'find').mockRejectedValue(REFUSED),
    jest.spyOn(directory, 'read').mockRejectedValue(REFUSED),
  ];
  return () => spies.forEach((spy) => void spy.mockRestore());
}

const activities = async () => {
  const { records } = await bench.services.house.audit.list(JOB_ID, 50);
  return records.map(({ activity }) => activity);
};

describe('a target that refuses our credentials', () => {
  test('quarantines the job at once, whatever the counts, and leaves the rest waiting', async () => {
    refuseCredentials();
    await scenes.provision(person('1'));
    expect((await scenes.job()).quarantine).toEqual({
      reason: 'EncounteredQuarantineException',
      error: {
        code: 'InvalidCredentials',
        message: 'The target rejected the saved credentials.',
        tenantActionable: true,
      },
      seriesBegan: bench.clock.now(),
      currentBegan: bench.clock.now(),
      seriesCount: 0,
      nextAttempt: bench.clock.now() + 6 * HOUR,
    });
    expect(await scenes.log()).toEqual(['1 other failure']);

    await scenes.provision(person('2'));
    await bench.supervise(4);
    expect(await scenes.log('2')).toEqual([]);
    expect(await scenes.isRunning()).toBe(true);
  });

  test('ends with the quarantine when it takes them again, and what waited goes on', async () => {
    const recover = refuseCredentials();
    await scenes.provision(person('1'));
    await scenes.provision(person('2'));
    recover();
    await bench.supervise(4);
    expect(await scenes.log('2')).toEqual([]); // not before the next look
    await scenes.pass(6 * HOUR);
    expect((await scenes.job()).quarantine).toBeNull();
    expect(await scenes.log('2')).toEqual(['2 create success']);
    expect(await scenes.log('1')).toEqual(['1 create success', '1 other failure']);
    expect(await activities()).toEqual(['LeaveQuarantine', 'Quarantine']);
  });

  test('ended by hand, who was hit by it is tried again within a minute, and not in six hours', async () => {
    const recover = refuseCredentials();
    await scenes.provision(person('1'));
    recover();
    await scenes.pass(2 * MINUTE);
    expect(await scenes.log('1')).toEqual(['1 other failure']); // not as long as the job is in quarantine
    expect((await bench.log('1'))[0]?.entry.error?.reason).toContain('It is retried when the job leaves quarantine');
    await scenes.restart('QuarantineState');
    await bench.supervise();
    expect(await scenes.log('1')).toEqual(['1 create success', '1 other failure']);
  });

  test('also when it cannot even be reached to begin with', async () => {
    const { contexts } = bench.services.house;
    const get = jest.spyOn(contexts, 'get').mockRejectedValue(REFUSED);
    await scenes.provision(person('1'));
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'EncounteredQuarantineException' });
    get.mockRestore();
    await scenes.pass(6 * HOUR);
    expect(await scenes.log('1')).toEqual(['1 create success']);
  });

  test('four weeks of it: looked at less and less often, told of by two mails, and then disabled', async () => {
    refuseCredentials();
    await scenes.provision(person('1'));
    const began = bench.clock.now();
    const looks: number[] = [];
    for (let hours = 1; hours <= 28 * 24 + 1; hours += 1) {
      const before = (await scenes.job()).quarantine?.seriesCount;
      bench.clock.advance(began + hours * HOUR - bench.clock.now());
      await bench.supervise();
      bench.clock.advance(-15_000);
      if ((await scenes.job()).quarantine?.seriesCount !== before) looks.push(hours);
    }
    const daily = Array.from({ length: 26 }, (_, index) => (index + 2) * 24);
    expect(looks).toEqual([6, 12, 24, ...daily]);
    const { state, quarantine } = await scenes.job();
    expect(state).toBe('Disabled');
    expect(quarantine).toMatchObject({ reason: 'EncounteredQuarantineException', seriesBegan: began, seriesCount: 29 });
    expect(await activities()).toEqual(['DisableJob', 'Quarantine']);
    expect(mail.mails().map(({ subject }) => subject)).toEqual([
      'Provisioning of HR inbound is in quarantine: EncounteredQuarantineException',
      'Provisioning of HR inbound is disabled: EncounteredQuarantineException',
    ]);

    await scenes.pass(30 * DAY);
    expect(mail.mails()).toHaveLength(2);
  });
});

test('a look tells what the trouble is now, where it is another than at the beginning', async () => {
  await scenes.changeJob({
    quarantine: {
      reason: 'EncounteredQuarantineException',
      error: { code: 'NotificationEmailMissing', message: 'No notification e-mail is set.', tenantActionable: true },
      seriesBegan: bench.clock.now(),
      currentBegan: bench.clock.now(),
      seriesCount: 0,
      nextAttempt: bench.clock.now() + 6 * HOUR,
    },
  });
  jest.spyOn(bench.services.house.contexts, 'get').mockRejectedValue(REFUSED); // an address is saved, the credentials are wrong
  await scenes.pass(6 * HOUR);
  expect((await scenes.job()).quarantine).toMatchObject({ seriesCount: 1, error: { code: 'InvalidCredentials' } });
});

describe('the documented numbers, judged by the timer on what a large upload came to', () => {
  /** As if so many people had just been worked on: nobody has time for 100,000 here. */
  const afterUploadOf = (people: { failed: number; waiting?: number; well?: number }) =>
    bench.services.house.intake.changeStatus(JOB_ID, (status) => {
      const { failed, waiting = 0, well = 0 } = people;
      const counts = { failure: failed, success: well, operations: failed + well };
      const totals = { ...NO_TOTALS, ...counts, escrowed: failed, waiting, linked: well };
      const ended = bench.clock.now();
      const error = null;
      const lastExecution = {
        cycleId: 'large',
        began: ended,
        ended,
        accepted: failed + well,
        totals,
        state: 'EntryLevelErrors' as const,
        error,
      };
      return { ...status, completed: totals, lastExecution };
    });

  test.each([
    { name: '4,000 failures are never looked at', people: { failed: 4_000 }, reason: undefined },
    { name: 'nor are 4,999', people: { failed: 4_999 }, reason: undefined },
    { name: '5,000 are', people: { failed: 5_000 }, reason: 'EncounteredEscrowProportionThreshold' },
    { name: '45,000 failures', people: { failed: 45_000, well: 200_000 }, reason: 'EncounteredBaseEscrowThreshold' },
    {
      name: '30,000 failed and 5,000 went well',
      people: { failed: 30_000, well: 5_000 },
      reason: 'EncounteredEscrowProportionThreshold',
    },
    { name: '20,000 failed and 100,000 went well', people: { failed: 20_000, well: 100_000 }, reason: undefined },
    {
      name: '40,000 people and 21,000 managers failed',
      people: { failed: 40_000, waiting: 21_000, well: 200_000 },
      reason: 'EncounteredTotalEscrowThreshold',
    },
    {
      name: '40,000 people and 20,000 managers failed',
      people: { failed: 40_000, waiting: 20_000, well: 200_000 },
      reason: undefined,
    },
  ])('$name: $reason', async ({ people, reason }) => {
    await afterUploadOf(people);
    await bench.supervise();
    expect((await scenes.job()).quarantine?.reason).toBe(reason);
  });
});

describe('too many failures', () => {
  const many = (count: number, prefix: string, make: typeof person = person) =>
    Array.from({ length: count }, (_, index) => make(`${prefix}${index}`));

  /** The target takes nobody whose id begins with `bad`, until the returned function is called. */
  function refuseTheBad(): () => void {
    const { directory } = bench.services;
    const create = directory.create.bind(directory);
    const spy = jest.spyOn(directory, 'create').mockImplementation(async (body) => {
      if (String(body.employeeId).startsWith('bad')) throw new ProvisioningError('InvalidValue', 'Not this one.');
      return create(body);
    });
    return () => spy.mockRestore();
  }

  let accept: () => void;
  beforeEach(async () => {
    await open(SMALL);
    accept = refuseTheBad();
  });

  test.each([
    { name: 'below the least number nothing is judged', failures: 2, successes: 0, reason: undefined },
    { name: 'two fifths may fail', failures: 4, successes: 6, reason: undefined },
    {
      name: 'more may not',
      failures: 5,
      successes: 6,
      reason: 'EncounteredEscrowProportionThreshold',
    },
    { name: 'nor more than the absolute number', failures: 7, successes: 40, reason: 'EncounteredBaseEscrowThreshold' },
  ])('$name', async ({ failures, successes, reason }) => {
    await scenes.provision(...many(failures, 'bad'), ...many(successes, 'good'));
    await bench.supervise(2);
    expect((await scenes.job()).quarantine?.reason).toBe(reason);
  });

  test('references that wait count for the total only', async () => {
    const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const report = (externalId: string) => person(externalId, { [manager]: { manager: { value: 'nobody' } } });
    await scenes.provision(...many(8, 'report', report));
    await bench.supervise(2);
    expect((await scenes.job()).quarantine).toBeNull();
    await scenes.provision(report('report8'));
    await bench.supervise(2);
    expect((await scenes.job()).quarantine?.reason).toBe('EncounteredTotalEscrowThreshold');
  });

  test('a small upload after a large one does not make few failures many', async () => {
    await scenes.provision(...many(4, 'bad'), ...many(10, 'good'));
    await bench.supervise(2);
    await scenes.provision(person('good0', { title: 'Tour Lead' }));
    await bench.supervise(2);
    expect((await scenes.job()).quarantine).toBeNull();
  });

  describe('once quarantined', () => {
    beforeEach(async () => {
      await scenes.provision(...many(5, 'bad'));
      await bench.supervise(2);
      expect((await scenes.job()).quarantine?.reason).toBe('EncounteredEscrowProportionThreshold');
    });

    test('one probe that succeeds lifts it', async () => {
      await scenes.provision(person('waiting'));
      accept();
      await scenes.pass(6 * HOUR);
      expect((await scenes.job()).quarantine).toBeNull();
      expect(await scenes.log('waiting')).toEqual(['waiting create success']);
    });

    test('probes that fail keep it, and only probes are made', async () => {
      await scenes.provision(person('waiting'));
      await scenes.pass(6 * HOUR);
      expect((await scenes.job()).quarantine).toMatchObject({ seriesCount: 1 });
      expect(await scenes.log('bad0')).toEqual(['bad0 create failure', 'bad0 create failure']);
      expect(await scenes.log('waiting')).toEqual([]);
    });

    test('lifted by hand it stays lifted until people fail anew', async () => {
      await scenes.restart('QuarantineState');
      await bench.supervise(4);
      expect((await scenes.job()).quarantine).toBeNull();
      await scenes.provision(...many(3, 'bad'));
      await bench.supervise(2);
      expect((await scenes.job()).quarantine?.reason).toBe('EncounteredEscrowProportionThreshold');
    });
  });
});

describe('several troubles at once', () => {
  const quarantine = async () => (await scenes.job()).quarantine;

  beforeEach(async () => {
    await scenes.provision(person('1'), person('2'));
    await bench.supervise();
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
    await scenes.provision(person('1', { active: false }));
  });

  test('held deletions do not hide that the target refuses us, nor set the job to work', async () => {
    const recover = refuseCredentials();
    await scenes.provision(person('2', { title: 'Tour Lead' }));
    await bench.supervise(4);
    expect((await quarantine())?.reason).toBe('EncounteredQuarantineException');
    recover();
    await scenes.pass(6 * HOUR);
    expect((await quarantine())?.reason).toBe('TooManyDeletes');
    expect(await scenes.enabled('1')).toBe(true);
  });

  test('deletions that were staged before are told of again when the other trouble is over', async () => {
    await bench.supervise(2);
    expect((await quarantine())?.reason).toBe('TooManyDeletes');
    const recover = refuseCredentials();
    await scenes.provision(person('2', { title: 'Tour Lead' }));
    expect((await quarantine())?.reason).toBe('EncounteredQuarantineException');
    recover();
    await scenes.pass(6 * HOUR);
    expect(await quarantine()).toMatchObject({
      reason: 'TooManyDeletes',
      error: { message: '1 accounts would be deleted or disabled; they are held back until you allow or reject them.' },
    });
    expect((await scenes.log('2'))[0]).toBe('2 update success');
  });
});

describe('the mail', () => {
  test('says what happened, what it waits for and how to get out', async () => {
    await open({ PUBLIC_BASE_URL: 'https://muster.adatum.example' });
    refuseCredentials();
    await scenes.provision(person('1'));
    const [first] = mail.mails();
    const job = `https://muster.adatum.example/v1.0/servicePrincipals/7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01/synchronization/jobs/${JOB_ID}`;
    expect(first).toEqual({
      to: 'admin@adatum.example',
      subject: 'Provisioning of HR inbound is in quarantine: EncounteredQuarantineException',
      text: [
        'Provisioning of "HR inbound" is in quarantine.',
        '',
        'What happened',
        'The target rejected the saved credentials. (EncounteredQuarantineException)',
        '',
        'What it waits for',
        'Uploads are still accepted, and wait. At 2026-01-15T15:30:00.000Z the target is asked again; when it answers, provisioning goes on by itself.',
        '',
        'How to get out',
        `Correct the credentials or the connection, test them with POST ${job}/validateCredentials, then restart:`,
        `POST ${job}/restart`,
        '{"criteria":{"resetScope":"QuarantineState"}}',
        '',
        `The job: ${job}`,
        '',
      ].join('\n'),
    });
  });

  test('comes again when the reason changes, and not before', async () => {
    await scenes.provision(person('1'), person('2'));
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
    await scenes.provision(person('1', { active: false }));
    await bench.supervise(4);
    const recover = refuseCredentials();
    await scenes.provision(person('3'));
    await scenes.provision(person('4'));
    recover();
    expect(mail.mails().map(({ subject }) => subject.split(': ')[1])).toEqual([
      'TooManyDeletes',
      'EncounteredQuarantineException',
    ]);
  });

  describe('that cannot be sent', () => {
    let folder: string;
    let recover: () => void;
    const attempts = () => bench.logger.lines.filter(({ message }) => message === 'The mail could not be sent').length;
    beforeEach(async () => {
      folder = join(mail.path, 'later');
      writeFileSync(folder, ''); // a file is no folder
      await open({ MAIL_FOLDER: folder });
      recover = refuseCredentials();
      await scenes.provision(person('1'));
    });

    test('is logged, and the job is quarantined all the same', async () => {
      expect((await scenes.job()).quarantine).not.toBeNull();
      expect(attempts()).toBe(1);
    });

    test('is tried again every five minutes, until it is sent, once', async () => {
      await bench.supervise(19);
      expect(attempts()).toBe(1);
      await bench.supervise(1);
      expect(attempts()).toBe(2);
      rmSync(folder);
      await bench.supervise(60);
      expect(readdirSync(folder)).toHaveLength(1);
      expect((await scenes.job()).unsent).toBeNull();
    });

    test('is not sent any more when the quarantine is over', async () => {
      recover();
      await scenes.restart('QuarantineState');
      rmSync(folder);
      await bench.supervise(30);
      expect(existsSync(folder)).toBe(false);
    });
  });

  test('of a worker that died before it sent it is sent by the timer', async () => {
    const now = bench.clock.now();
    const quarantine = {
      reason: 'QuarantinedOnDemand' as const,
      error: null,
      seriesBegan: now,
      currentBegan: now,
      seriesCount: 0,
      nextAttempt: now + 6 * HOUR,
    };
    await scenes.changeJob({ quarantine, unsent: mailToSend('quarantined', now) });
    await bench.supervise(3);
    expect(mail.mails()).toEqual([]); // whoever noted it may be sending it
    await bench.supervise(3);
    expect(mail.mails()).toHaveLength(1);
  });
});
