/** How a command ends: with which code, and with what beside it. Scripts stand on both (spec/hands.md 1.2). */
import { runScripted, type ScriptedAnswer, type ScriptedPlace } from '../../support/scriptedService';

const refused = (status: number) => Response.json({ error: { code: 'Refused', message: 'No.' } }, { status });
const ABORTED = AbortSignal.abort();

interface Ending {
  readonly name: string;
  readonly args?: readonly string[];
  readonly answer?: ScriptedAnswer | (() => ScriptedAnswer);
  readonly place?: ScriptedPlace;
  readonly exit: number;
  /** Of stderr. */
  readonly said: string | RegExp;
}

const ENDINGS: readonly Ending[] = [
  { name: 'done', exit: 0, said: '' },
  { name: 'help that was asked for', args: ['--help'], exit: 0, said: '' },
  { name: 'a word that is no command', args: ['jub'], exit: 2, said: /unknown command 'jub'/ },
  { name: 'an option that there is none of', args: ['job', 'list', '--all'], exit: 2, said: /unknown option '--all'/ },
  { name: 'a file that is not there', args: ['send', 'none.csv'], exit: 2, said: /none\.csv/ },
  { name: 'a service that refuses', answer: () => refused(409), exit: 1, said: /No\./ },
  { name: 'a service that knows nobody', answer: () => refused(401), exit: 4, said: /No\./ },
  { name: 'a role that is missing', answer: () => refused(403), exit: 4, said: /No\./ },
  {
    name: 'a service that nobody reaches',
    answer: () => {
      throw new TypeError('fetch failed');
    },
    exit: 1,
    said: /does not answer/,
  },
  {
    name: 'Ctrl-C, whatever failed for it',
    answer: () => refused(409),
    place: { interrupted: ABORTED },
    exit: 130,
    said: '\n',
  },
  { name: 'a reader who has read enough', place: { stdoutFails: 'EPIPE' }, exit: 0, said: '' },
  { name: 'a place that may not be written to', place: { stdoutFails: 'EACCES' }, exit: 2, said: /EACCES/ },
  { name: 'a folder in the place of a file', place: { stdoutFails: 'EISDIR' }, exit: 2, said: /EISDIR/ },
  { name: 'a disk that is full', place: { stdoutFails: 'ENOSPC' }, exit: 1, said: /ENOSPC/ },
];

test.each(ENDINGS)(
  '$name ends with $exit',
  async ({ args = ['job', 'list'], answer = { value: [] }, place, exit, said }) => {
    const outcome = await runScripted(
      args,
      { 'GET /muster/overview': answer, 'GET /v1.0/servicePrincipals': answer },
      place,
    );
    expect(outcome).toMatchObject({ exit, stderr: typeof said === 'string' ? said : expect.stringMatching(said) });
  },
);

test.each([[['--json']], [['-o', 'json']], [['--output=json']]])('%j has the failure as JSON too', async (more) => {
  const { stderr } = await runScripted(['job', 'list', ...more], { 'GET /v1.0/servicePrincipals': refused(403) });
  const [last = ''] = stderr.trimEnd().split('\n').slice(-1);
  expect(JSON.parse(last)).toMatchObject({ kind: 'muster.error/1', exit: 4, message: 'No.' });
});
