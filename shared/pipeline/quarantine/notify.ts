/** Telling the administrator by mail. It never fails the work it is told from: a mail that cannot be sent is logged. */
import type { Mail, Notifier } from '../../notify/notifier';
import type { Logger } from '../../ports';
import type { AgentStore } from '../../store/jobs/agents';
import type { Job, JobEvent, JobStore, ServicePrincipal } from '../../store/jobs/jobs';
import type { SecretStore } from '../../store/jobs/secrets';
import type { Notify, NotifyOf } from '../ports';
import { notificationAddresses } from './notificationSettings';
import { quarantineMail } from './quarantineMail';

export interface Notifications {
  readonly notify: Notify;
  /** Whether the job may not run because nobody would learn of a failure (seed 000, "The job enters quarantine state"). */
  lacksEmail(job: Job): Promise<boolean>;
  readonly notifyOf: NotifyOf;
}

export interface NotificationPorts {
  readonly jobs: JobStore;
  readonly secrets: SecretStore;
  readonly logger: Logger;
  /** `undefined`: there is no way to send mail. */
  readonly notifier: Notifier | undefined;
  /** `false`: jobs run without an address. */
  readonly requireEmail: boolean;
  /** For the addresses in the text; `undefined`: they begin with the path. */
  readonly publicBaseUrl: string | undefined;
}

export function createNotifications(ports: NotificationPorts): Notifications {
  const { jobs, secrets, logger, notifier } = ports;

  async function tell(event: JobEvent, job: Job): Promise<void> {
    const { quarantine } = job;
    const principal = await jobs.getPrincipal(job.servicePrincipalId);
    if (quarantine === null || principal === undefined) return;
    await send(job.id, event, principal, () =>
      quarantineMail(event, { ...job, quarantine }, principal, ports.publicBaseUrl ?? ''),
    );
  }

  async function send(jobId: string, event: string, principal: ServicePrincipal, mail: () => Omit<Mail, 'to'>) {
    const to = notificationAddresses(principal, await secrets.get(principal.id));
    if (notifier === undefined || to.length === 0) {
      const why = notifier === undefined ? 'there is no way to send mail' : 'no notification e-mail is set';
      logger.warn('Nobody is told of the trouble', { jobId, event, why });
      return;
    }
    await notifier.send({ to, ...mail() });
  }

  return {
    async notify(event, job) {
      try {
        await tell(event, job);
        return true;
      } catch (error) {
        logger.error('The mail could not be sent', { jobId: job.id, event, error: String(error) });
        return false;
      }
    },
    async notifyOf(jobId, mail) {
      try {
        const job = (await jobs.get(jobId))?.value;
        const principal = job && (await jobs.getPrincipal(job.servicePrincipalId));
        if (principal !== undefined) await send(jobId, mail.subject, principal, () => mail);
        return true;
      } catch (error) {
        logger.error('The mail could not be sent', { jobId, event: mail.subject, error: String(error) });
        return false;
      }
    },
    async lacksEmail(job) {
      if (!ports.requireEmail) return false;
      const principal = await jobs.getPrincipal(job.servicePrincipalId);
      if (principal === undefined) return true;
      return notificationAddresses(principal, await secrets.get(principal.id)).length === 0;
    },
  };
}

/** For a worker that sends no mail itself: the service finds the notice and tells the administrator. */
export function leaveNotices(agents: Pick<AgentStore, 'leaveNotice'>): Notify {
  return async (event, job) => {
    await agents.leaveNotice(job.id, event);
    return true;
  };
}
