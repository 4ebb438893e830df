/** Faults in how uploads are accepted and cycles are closed. */
import type { TableAction } from '../../../shared/store/contract/table';
import { type PlantedFault, untouched } from './plantedFault';
import { replacing, rowKeyOf, transacting, unconditionally } from './rows';
import { forgetful, restless } from './weathers';

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

export const INTAKE_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'answered-early',
    weather: forgetful,
    what: '202 is sent before the message is',
    accept: (ports) => ({
      ...ports,
      operations: {
        ...ports.operations,
        async send(...message) {
          ports.operations.send(...message).catch(() => undefined);
        },
      },
    }),
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
    what: 'an upload that is sent again counts as a new one',
    accept: (ports) => ({
      ...ports,
      intake: { ...ports.intake, admit: (upload) => ports.intake.admit({ ...upload, clientRequestId: undefined }) },
    }),
  },
  jobs('numbers-unguarded', 'two processes may give the same numbers', untouched.weather, writesUpload),
  jobs('closed-blindly', 'a cycle is closed although something was accepted meanwhile', restless, closesCycle),
];
