/** The mails about an inlet: what they say, what they ask for, and that no trouble with mail stops the work. */
import type { Mail } from '../../../shared/notify/notifier';
import { createTellInlet } from '../../../shared/pipeline/inlets/tellInlet';
import type { NotificationPorts } from '../../../shared/pipeline/quarantine/notify';
import type { InletTrouble } from '../../../shared/store/inlets/inletHealth';
import type { Inlet } from '../../../shared/store/inlets/inlets';

const INLET = { jobId: 'API2AAD.a.b', inlet: 'bamboo' } as Inlet;
const ADDRESS = 'https://muster.example/muster/jobs/API2AAD.a.b/inlets/bamboo';

function desk(over: { readonly to?: readonly string[]; readonly isDown?: boolean; readonly hasMail?: boolean } = {}) {
  const { to = ['hr-admins@example.com'], isDown = false, hasMail = true } = over;
  const sent: Mail[] = [];
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const principal = { id: 'sp-1', displayName: 'HR inbound', notificationEmailAddresses: to };
  const send = async (mail: Mail) => {
    if (isDown) throw new Error('No route to the mail server.');
    sent.push(mail);
  };
  const ports = {
    jobs: { get: async () => ({ value: { servicePrincipalId: 'sp-1' } }), getPrincipal: async () => principal },
    secrets: { get: async () => [] },
    logger: { debug: log, info: log, warn: log, error: log },
    notifier: hasMail ? { send } : undefined,
    publicBaseUrl: 'https://muster.example',
  } as unknown as NotificationPorts;
  return { tell: createTellInlet(ports), sent, logged };
}

test.each<{ trouble: InletTrouble; subject: string; says: readonly string[] }>([
  {
    trouble: 'failing',
    subject: 'Inlet bamboo of HR inbound is failing: the HR system refuses its credentials',
    says: [
      'Nobody is fetched.',
      'none is lost',
      'Once in 15 minutes one person is tried.',
      `new fetchSecret: PUT ${ADDRESS}\n`,
    ],
  },
  {
    trouble: 'silent',
    subject: 'Inlet bamboo of HR inbound is silent',
    says: ['longer than its expectEvery says', 'rejected24h in its health', `The inlet: GET ${ADDRESS}\n`],
  },
  {
    trouble: 'recovered',
    subject: 'Inlet bamboo of HR inbound works again',
    says: ['What had to wait is being worked on.', `The inlet: GET ${ADDRESS}\n`],
  },
])('$trouble: what has happened, what it means and what to do', async ({ trouble, subject, says }) => {
  const { tell, sent } = desk();
  expect(await tell(INLET, trouble)).toBe(true);
  expect(sent).toEqual([expect.objectContaining({ to: ['hr-admins@example.com'], subject })]);
  for (const words of says) expect(sent[0]?.text).toContain(words);
});

test.each([
  { why: 'nobody is named', over: { to: [] } },
  { why: 'there is no way to send mail', over: { hasMail: false } },
])('where $why that is logged, and not tried again', async ({ over }) => {
  const { tell, sent, logged } = desk(over);
  expect(await tell(INLET, 'failing')).toBe(true);
  expect({ sent, logged }).toEqual({ sent: [], logged: ['Nobody is told of the trouble'] });
});

test('a mail that does not go out is told as not sent, and stops nothing', async () => {
  const { tell, logged } = desk({ isDown: true });
  expect(await tell(INLET, 'silent')).toBe(false);
  expect(logged).toEqual(['The mail could not be sent']);
});
