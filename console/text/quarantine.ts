/** Words of a quarantine: why it is there, what is to be done in which order, and whether it is over. */
import type { Procedure, StepId } from '../rules/job/quarantine';
import { counted } from '../rules/numbers';

export const quarantineSteps = {
  title: 'Out of the quarantine',
  because: {
    connection: 'the target refuses to work with it',
    email: 'nobody would be told of a failure',
    agent: 'no agent is active',
    failures: 'too many people fail',
    deletions: 'too many deletions',
    operator: 'somebody stopped it',
    other: 'for a reason it does not know',
  } satisfies Readonly<Record<Procedure, string>>,
  since: 'Since',
  nextLook: 'looked at again',
  looked: (times: number) => (times === 0 ? '' : `looked at ${counted(times, 'time')} and kept`),
  waits: {
    connection: 'Uploads are accepted and wait. It ends by itself when a look finds the target answering.',
    email: 'Uploads are accepted and wait, because nobody would learn of a failure.',
    agent: 'Uploads are accepted and wait. It ends by itself with the first agent that is active.',
    failures: 'Uploads are accepted and wait. It ends by itself when some of those who failed go through.',
    deletions: 'Creates and updates go on. Nothing of what is held is deleted or disabled until somebody decides.',
    operator: 'Uploads are accepted and wait. It never ends by itself.',
    other: 'Uploads are accepted and wait in order. Nothing is lost.',
  } satisfies Readonly<Record<Procedure, string>>,
  steps: {
    correct: ['Correct the connection', 'What the target said stands above.'],
    test: ['Test it', 'Ticked when the target takes what is saved.'],
    email: ['Say who gets mail', 'Ticked when an address is saved and mail is on.'],
    agent: ['Start the agent again', 'On the machine that it runs on; ticked when one is active.'],
    causes: ['Find what they have in common', 'Correct the mapping or the data; ticked when nobody fails any more.'],
    decide: [
      'Decide on what is held',
      'Allow what is intended, and stop what is not; ticked when nothing waits for you.',
    ],
    why: ['Look who stopped it, and why', 'Remove the cause.'],
    look: ['Look at what it says', 'The log and the audit tell what went before.'],
    restart: ['Restart', 'Goes on with what waits, in order.'],
    waits: ['Wait for the next look', 'The quarantine ends by itself then; this page says so.'],
  } satisfies Readonly<Record<StepId, readonly [string, string]>>,
  done: 'done',
  toSettings: 'Open the connection',
  toAgents: 'Agents',
  toEscrow: 'All causes',
  toMapping: 'Open mapping',
  tryOne: (person: string) => `Try ${person} on demand`,
  toHeld: (held: number) => (held === 0 ? 'Held deletions' : `Review ${counted(held, 'deletion')}`),
  toAudit: 'Audit',
  toLog: 'Log',
  restart: 'Restart…',
  start: 'Start…',
  email: 'E-mail address',
  saveEmail: 'Save',
  stopped: (who: string) => `Stopped by ${who}`,
  cause: (code: string, people: number) => `${code}: ${counted(people, 'person', 'people')}`,
  over: 'The quarantine is over',
  goesOn: 'The job works again',
  watched: (people: number, failed: number) =>
    people === 0
      ? 'Nobody has been worked on since.'
      : `${counted(people, 'entry', 'entries')} from that minute on, ${failed === 0 ? 'none failed' : `${failed} failed`}.`,
  left: (operations: number) => `${counted(operations, 'operation waits', 'operations wait')} still.`,
  dismiss: 'Close',
} as const;
