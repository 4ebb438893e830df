/** Telling the administrator by mail how an inlet does. It never fails the work it is told from. */
import type { InletTrouble } from '../../store/inlets/inletHealth';
import type { Inlet } from '../../store/inlets/inlets';
import type { TellInlet } from '../inletPorts';
import { notificationAddresses } from '../quarantine/notificationSettings';
import type { NotificationPorts } from '../quarantine/notify';

export function createTellInlet(ports: Omit<NotificationPorts, 'requireEmail'>): TellInlet {
  const { jobs, secrets, logger, notifier, publicBaseUrl = '' } = ports;

  async function tell(inlet: Inlet, trouble: InletTrouble): Promise<void> {
    const job = (await jobs.get(inlet.jobId))?.value;
    const principal = job && (await jobs.getPrincipal(job.servicePrincipalId));
    if (principal === undefined) return;
    const to = notificationAddresses(principal, await secrets.get(principal.id));
    if (notifier === undefined || to.length === 0) {
      const why = notifier === undefined ? 'there is no way to send mail' : 'no notification e-mail is set';
      logger.warn('Nobody is told of the trouble', { jobId: inlet.jobId, inlet: inlet.inlet, trouble, why });
      return;
    }
    const url = `${publicBaseUrl}/muster/jobs/${inlet.jobId}/inlets/${inlet.inlet}`;
    await notifier.send({ to, ...MAILS[trouble](inlet.inlet, principal.displayName, url) });
  }

  return async (inlet, trouble) => {
    try {
      await tell(inlet, trouble);
      return true;
    } catch (error) {
      logger.error('The mail could not be sent', { jobId: inlet.jobId, inlet: inlet.inlet, error: String(error) });
      return false;
    }
  };
}

type Write = (name: string, principal: string, url: string) => { readonly subject: string; readonly text: string };

const MAILS: Readonly<Record<InletTrouble, Write>> = {
  failing: (name, principal, url) => ({
    subject: `Inlet ${name} of ${principal} is failing: the HR system refuses its credentials`,
    text: [
      `The HR system behind the inlet "${name}" of "${principal}" refuses the credentials it is shown. Nobody is fetched.`,
      'What it waits for\nEvents are still taken, and wait; none is lost. Once in 15 minutes one person is tried.',
      `How to get out\nSave the inlet with a new fetchSecret: PUT ${url}\nWhat the HR system said stands in its health: GET ${url}`,
      '',
    ].join('\n\n'),
  }),
  silent: (name, principal, url) => ({
    subject: `Inlet ${name} of ${principal} is silent`,
    text: [
      `Nothing has come to the inlet "${name}" of "${principal}" for longer than its expectEvery says.`,
      'How to get out\nLook whether the webhook is still turned on in the HR system, and what is refused here: rejected24h in its health.',
      `The inlet: GET ${url}`,
      '',
    ].join('\n\n'),
  }),
  recovered: (name, principal, url) => ({
    subject: `Inlet ${name} of ${principal} works again`,
    text: [
      `The inlet "${name}" of "${principal}" works again. What had to wait is being worked on.`,
      `The inlet: GET ${url}`,
      '',
    ].join('\n\n'),
  }),
};
