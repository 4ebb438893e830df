/** What `GET /muster/doctor` is told of this deployment: its settings, its package, and what the readiness probe finds. */
import { version } from '../../package.json';
import type { Handlers } from '../api/http/endpoint';
import { READ_ANY_JOB } from '../api/http/roles';
import { type DoctorFacts, readDoctor } from '../api/overview/doctor';
import { services } from './services';

export const doctorOperations: Handlers = {
  GET: { roles: READ_ANY_JOB, handle: () => readDoctor(facts(), services().house) },
};

function facts(): DoctorFacts {
  const { settings, readiness } = services();
  return {
    version,
    hasSecretsKey: settings.secretsKey !== undefined,
    sendsMail: settings.smtpUrl !== undefined || settings.mailFolder !== undefined,
    requiresMail: settings.requireNotificationEmail,
    superviseEveryMs: settings.superviseEveryMs,
    failing: () => readiness.failing(),
  };
}
