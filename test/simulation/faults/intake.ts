/** Faults in how uploads are accepted and cycles are closed. */
import type { TableAction } from '../../../shared/store/contract/table';
import { type PlantedFault, untouched } from './plantedFault';
import { replacing, rowKeyOf, sending, transacting, unconditionally } from './rows';
import { forgetful, late, losing, queueless, restless } from './weathers';

const writesUpload = (actions: readonly TableAction[]) =>
  actions.some((action) => rowKeyOf(action).startsWith('upload!'));
const closesCycle = (actions: readonly TableAction[]) => actions.some((action) => rowKeyOf(action) === 'status');

function jobs(
  name: string,
  what: string,
  weather: PlantedFault['weather'],
  isMeant: (actions: readonly TableAction[]) => boolean,
): PlantedFault {
  return {
    ...untouched,
    name,
    what,
    weather,
    storage: (storage) =>
      replacing(storage, {
        jobs: (table) =>
          transacting(table, (actions) => table.transact(isMeant(actions) ? actions.map(unconditionally) : actions)),
      }),
  };
}

/** The timer's wake-ups go nowhere. */
const neverAgain: PlantedFault['storage'] = (storage) =>
  sending(storage, async (queue, text, options) => {
    if (!text.includes('"v":2')) await queue.send(text, options);
  });

export const INTAKE_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'answered-early',
    firstLook: 28,
    weather: forgetful,
    what: '202 is sent before the operations are kept',
    accept: (ports) => ({
      ...ports,
      intake: {
        ...ports.intake,
        async admit(upload) {
          const { jobId, acceptedAt, operations, newCycleId } = upload;
          const { state } = (await ports.intake.read(jobId)) ?? {};
          ports.intake.admit(upload).catch(() => undefined);
          const guess = { first: state?.next ?? 1, cycleId: state?.cycle?.id ?? newCycleId };
          return { kind: 'accepted', upload: { jobId, acceptedAt, operations, ...guess } };
        },
      },
    }),
  },
  {
    ...untouched,
    name: 'numbers-without-operations',
    weather: queueless,
    what: 'the transaction that numbers operations does not keep them, and the queue is away',
    storage: (storage) =>
      replacing(storage, {
        jobs: (table) =>
          transacting(table, (actions) =>
            table.transact(actions.filter((action) => !rowKeyOf(action).startsWith('payload!'))),
          ),
      }),
  },
  {
    ...untouched,
    name: 'message-lost',
    weather: losing,
    what: 'a message that is lost is not sent again',
    storage: neverAgain,
  },
  {
    ...untouched,
    name: 'message-late',
    firstLook: 4,
    weather: late,
    what: 'a message that is late is waited for',
    storage: neverAgain,
  },
  {
    ...untouched,
    name: 'numbered-by-clock',
    what: 'operations are numbered by the clock of whoever accepts them',
    accept: (ports, scheduler) => ({
      ...ports,
      intake: {
        ...ports.intake,
        async admit(upload) {
          const admission = await ports.intake.admit(upload);
          if (admission.kind !== 'accepted') return admission;
          const first = (ports.clock.now() % 10_000_000) * 1_000 + (scheduler.steps % 1_000);
          return { ...admission, upload: { ...admission.upload, first } };
        },
      },
    }),
  },
  {
    ...untouched,
    name: 'resend-unknown',
    firstLook: 65,
    what: 'an upload that is sent again counts as a new one',
    accept: (ports) => ({
      ...ports,
      intake: { ...ports.intake, admit: (upload) => ports.intake.admit({ ...upload, clientRequestId: undefined }) },
    }),
  },
  jobs('numbers-unguarded', 'two processes may give the same numbers', untouched.weather, writesUpload),
  {
    ...jobs('closed-blindly', 'a cycle is closed although something was accepted meanwhile', restless, closesCycle),
    firstLook: 17,
  },
];
