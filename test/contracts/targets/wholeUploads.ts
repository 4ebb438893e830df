/**
 * The second suite that holds every target, from further away: whole uploads into a target as targets are. It answers with
 * success and does not do all of it, is slow, is away for minutes, or has lost an account; what the log says must be what the
 * account has.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { defaultSchema, type TemplateId } from '../../../shared/engine/schema/defaultSchema';
import { rematchPerson } from '../../../shared/pipeline/jobs/rematchPerson';
import { readReceipt } from '../../../shared/pipeline/uploads/readReceipt';
import type { Json, JsonObject } from '../../../shared/scim/json';
import type { Target } from '../../../shared/targets/target';
import type { DisturbedTarget } from '../../support/disturbedTarget';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { type StubbornTarget, stubborn } from '../../support/stubbornTarget';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export interface UploadedInto {
  readonly target: Target;
  readonly templateId: TemplateId;
  /** What the department is mapped to. */
  readonly department: string;
  readonly title: string;
  /** Removes the account for good without asking the target under test. */
  vanish(anchor: string): Promise<void>;
  /** The same directory behind a line that can be disturbed; the suite closes it. */
  openDisturbed(): Promise<DisturbedTarget>;
  /** Lets time pass for the disturbed target, which keeps to the waits it is told; absent where it is told none. */
  pass?(ms: number): void;
  close(): Promise<void>;
}

/** What a test of one target alone goes on with. */
export interface Uploading {
  readonly scenes: Scenes;
  readonly bench: Workbench;
  /** What stands between Muster and the target. */
  readonly target: StubbornTarget;
  /** People nobody has heard of. */
  staff(count: number, department: string, more?: Record<string, Json>): JsonObject[];
  /** @returns what was written for it */
  upload(...all: readonly JsonObject[]): Promise<readonly object[]>;
}

/** Long enough that people wait for each other, short enough for a test. */
const SLOW_MS = 50;

/** @param more tests of this target alone; what they are handed is there when they run */
export function describeWholeUploads(
  name: string,
  open: () => Promise<UploadedInto>,
  more?: (uploading: () => Uploading) => void,
): void {
  describe(`whole uploads into ${name}`, () => {
    let subject: UploadedInto;
    let target: StubbornTarget;
    let delayMs = 0;
    let bench: Workbench;
    let scenes: Scenes;
    /** Nobody's number comes twice: accounts of one test stay where the next one is run. */
    let people = 0;

    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    beforeEach(async () => {
      delayMs = 0;
      await into(slowly(subject.target, () => delayMs));
    });

    async function into(real: Target): Promise<void> {
      target = stubborn(real);
      bench = await createWorkbench({}, { target: target.target });
      scenes = scenesOf(bench);
      await scenes.changeSchema(() => defaultSchema(subject.templateId, { id: JOB_ID }));
    }

    const staff = (count: number, department: string, more: Record<string, Json> = {}): JsonObject[] =>
      Array.from({ length: count }, () => {
        people += 1;
        return person(`U${people}`, { [ENTERPRISE]: { department }, ...more });
      });
    const again = (all: readonly JsonObject[], change: Record<string, Json>) =>
      all.map((one) => ({ ...one, ...change }));
    const idOf = (one: JsonObject | undefined) => String(one?.externalId);
    const entryOf = async (one: JsonObject | undefined) => (await bench.log(idOf(one)))[0]?.entry;
    const written = () => target.writes.splice(0).map(({ attributes }) => attributes);
    async function upload(...all: readonly JsonObject[]): Promise<readonly object[]> {
      written();
      await scenes.provision(...all);
      return written();
    }
    const isEnabled = async (one: JsonObject | undefined) => {
      const { name, whenEnabled } = subject.target.capabilities.enabledAttribute;
      const account = await subject.target.read((await scenes.person(idOf(one))).link?.targetAnchor ?? '', [name]);
      return String(account?.attributes[name]).toLowerCase() === String(whenEnabled);
    };

    more?.(() => ({ scenes, bench, target, staff, upload }));

    test('are quiet the second time', async () => {
      const all = staff(10, 'Sales', { title: 'Lead' });
      expect(await upload(...all)).toHaveLength(10);
      expect(await entryOf(all[0])).toMatchObject({ action: 'create', status: 'success' });
      expect((await entryOf(all[0]))?.steps.filter(({ status }) => status === 'warning')).toEqual([]);
      expect(await upload(...all)).toEqual([]);
      expect(await entryOf(all[9])).toMatchObject({ status: 'skipped', error: { code: 'RedundantExport' } });
    });

    test('name what is filed elsewhere, and do not write it again', async () => {
      target.ignored.add(subject.department);
      const all = staff(10, 'Sales');
      await upload(...all);
      const warning = { status: 'warning', details: { ErrorCode: 'NotApplied' } };
      expect((await entryOf(all[3]))?.steps).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ ...warning, details: expect.objectContaining(warning.details) }),
        ]),
      );
      expect(await upload(...all)).toEqual([]);
      expect(await upload(...again(all, { [ENTERPRISE]: { department: 'Law' } }))).toEqual(
        all.map(() => ({ [subject.department]: 'Law' })),
      );
      expect(await upload(...again(all, { [ENTERPRISE]: { department: 'Law' } }))).toEqual([]);
    });

    test('write what takes beside what does not', async () => {
      const all = staff(2, 'Sales', { title: 'Lead' });
      await upload(...all);
      target.ignored.add(subject.department);
      const changed = again(all, { title: 'Head', [ENTERPRISE]: { department: 'Law' } });
      expect(await upload(...changed)).toEqual(
        all.map(() => ({ [subject.title]: 'Head', [subject.department]: 'Law' })),
      );
      expect((await entryOf(all[0]))?.modified.map(({ name }) => name)).toContain(subject.title);
    });

    test('fail where a leaver stays enabled, and are through when the target disables', async () => {
      const [one] = staff(1, 'Sales');
      if (one === undefined) throw new Error('There is nobody.');
      await upload(one);
      const { name } = subject.target.capabilities.enabledAttribute;
      target.ignored.add(name);
      await upload({ ...one, active: false });
      await scenes.pass(2 * MINUTE);
      expect(await isEnabled(one)).toBe(true);
      expect(await entryOf(one)).toMatchObject({ action: 'disable', status: 'failure', error: { code: 'NotApplied' } });
      expect(await scenes.listed('escrow')).toEqual([idOf(one)]);
      target.ignored.clear();
      await scenes.pass(7 * HOUR);
      expect(await isEnabled(one)).toBe(false);
      expect(await scenes.listed('escrow')).toEqual([]);
    });

    test('wait for a slow target, and nobody fails for it', async () => {
      delayMs = SLOW_MS;
      const all = staff(6, 'Sales');
      await upload(...all);
      for (const one of all) expect(await entryOf(one)).toMatchObject({ action: 'create', status: 'success' });
      expect(await upload(...all)).toEqual([]);
    });

    describe('after an outage of two minutes', () => {
      const ROUND_MS = 15_000;
      let line: DisturbedTarget;

      beforeEach(async () => {
        line = await subject.openDisturbed();
        await into(line.target);
      });
      afterEach(() => line?.close());

      const absentSince = async () => (await bench.services.house.intake.readStatus(JOB_ID)).unreachableSince;
      async function outcomes(first: number) {
        const receipt = await readReceipt(await scenes.job(), first, bench.services.house);
        return receipt?.operations.map(({ outcome, sequel }) => [
          outcome?.entry.status,
          sequel?.latest?.entry.status,
          sequel?.nextAttempt === undefined ? 'settled' : 'tried again',
        ]);
      }

      async function finalOf(first: number) {
        const receipt = await readReceipt(await scenes.job(), first, bench.services.house);
        return receipt?.operations.map(({ outcome, sequel }) => (sequel?.latest ?? outcome)?.entry.status);
      }

      test('are through for everybody within a minute and a half, and the receipts say so', async () => {
        const [known, newcomer, late] = staff(3, 'Sales', { title: 'Lead' }) as [JsonObject, JsonObject, JsonObject];
        await upload(known);
        const wentAt = bench.clock.now();
        line.lose('answers');
        const { upload: hung } = await bench.upload([{ ...known, title: 'Head' }]);
        await bench.drain();
        line.sever();
        const { upload: refused } = await bench.upload([newcomer, late]);
        await bench.drain();
        await bench.supervise((2 * MINUTE) / ROUND_MS);
        for (const title of ['First', 'Second', 'Third']) await upload({ ...late, title });
        expect(await absentSince()).toBeGreaterThanOrEqual(wentAt);
        expect(await absentSince()).toBeLessThanOrEqual(wentAt + ROUND_MS);
        expect(await outcomes(hung.first)).toEqual([['failure', 'failure', 'tried again']]);

        line.mend();
        await bench.supervise((1.5 * MINUTE) / ROUND_MS); // the ladder's next rung is five minutes off
        expect(await absentSince()).toBe(0);
        expect(await scenes.listed('escrow')).toEqual([]);
        expect(await outcomes(hung.first)).toEqual([['failure', 'success', 'settled']]);
        expect(await outcomes(refused.first)).toEqual([
          ['failure', 'success', 'settled'],
          ['failure', 'success', 'settled'],
        ]);
        expect(await upload({ ...known, title: 'Head' }, newcomer, { ...late, title: 'Third' })).toEqual([]);
      });

      test.each([
        { name: 'says that it is away', wait: undefined },
        { name: 'asks for a second', wait: 1 },
        { name: 'asks for two minutes', wait: 120 },
      ])('in which it $name, everybody is through within a minute and a half, once', async ({ wait }) => {
        if (wait !== undefined && subject.pass === undefined) return; // neither LDAP nor a table can ask for a wait
        const [known, newcomer] = staff(2, 'Sales', { title: 'Lead' }) as [JsonObject, JsonObject];
        await upload(known);
        line.decline(wait);
        const { upload: declined } = await bench.upload([{ ...known, title: 'Head' }, newcomer]);
        await bench.drain();
        await bench.supervise((2 * MINUTE) / ROUND_MS);
        expect((await scenes.job()).quarantine).toBeNull();
        expect((await finalOf(declined.first))?.filter((status) => status === 'success')).toEqual([]);

        line.mend();
        subject.pass?.(2 * MINUTE);
        written();
        await bench.supervise((1.5 * MINUTE) / ROUND_MS);
        expect(await scenes.listed('escrow')).toEqual([]);
        expect(await finalOf(declined.first)).toEqual(['success', 'success']);
        expect(target.writes.filter(({ deed }) => deed === 'create')).toHaveLength(1);
        expect(await upload({ ...known, title: 'Head' }, newcomer)).toEqual([]);
      });
    });

    test('say what helps where an account was lost, and one person is made anew without touching the others', async () => {
      const all = staff(3, 'Sales', { title: 'Lead' });
      await upload(...all);
      const lost = (await scenes.person(idOf(all[1]))).link?.targetAnchor ?? '';
      await subject.vanish(lost);
      bench.clock.advance(MINUTE); // sooner it may be that the target only does not show it yet (`notFoundYet.ts`)
      await upload(...again(all, { title: 'Head' }));
      expect(await entryOf(all[1])).toMatchObject({
        status: 'failure',
        error: { code: 'InvalidAnchor', advice: expect.stringContaining('/rematch') },
      });
      expect(await entryOf(all[2])).toMatchObject({ status: 'success' });

      written();
      await rematchPerson(await scenes.job(), idOf(all[1]), 'Muster', bench.services.house);
      await bench.drain();
      expect(target.writes.map(({ deed }) => deed)).toEqual(['create']);
      expect((await scenes.person(idOf(all[1]))).link?.targetAnchor).not.toBe(lost);
      expect(await upload(...again(all, { title: 'Head' }))).toEqual([]);
    });
  });
}

/** Every call takes its time, both ways. */
function slowly(target: Target, delayMs: () => number): Target {
  const late = async <T>(call: () => Promise<T>): Promise<T> => {
    if (delayMs() > 0) await pass(delayMs());
    return call();
  };
  return {
    ...target,
    find: (...asked) => late(() => target.find(...asked)),
    read: (...asked) => late(() => target.read(...asked)),
    create: (...asked) => late(() => target.create(...asked)),
    update: (...asked) => late(() => target.update(...asked)),
    setReference: (...asked) => late(() => target.setReference(...asked)),
    isTaken: (...asked) => late(() => target.isTaken(...asked)),
  };
}
