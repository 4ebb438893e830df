/** What the administrator is told when a job enters quarantine or is disabled: what happened, what it waits for, how to get out. */
import type { Quarantine, QuarantineReason } from '../../engine/job/quarantine';
import type { Job, JobEvent, ServicePrincipal } from '../../store/jobs/jobs';

export const JOB_EVENTS: readonly JobEvent[] = ['quarantined', 'disabled'];

export interface JobMail {
  readonly subject: string;
  readonly text: string;
}

/** @param baseUrl where clients reach Muster, without a trailing slash */
export function quarantineMail(
  event: JobEvent,
  job: Job & { readonly quarantine: Quarantine },
  principal: ServicePrincipal,
  baseUrl: string,
): JobMail {
  const { quarantine } = job;
  const url = `${baseUrl}/v1.0/servicePrincipals/${principal.id}/synchronization/jobs/${job.id}`;
  const guide = GUIDES[quarantine.reason];
  const disabled = event === 'disabled';
  const chapters = [
    disabled
      ? `Provisioning of "${principal.displayName}" was in quarantine from ${date(quarantine.seriesBegan)} on, and nothing changed. It is disabled now.`
      : `Provisioning of "${principal.displayName}" is in quarantine.`,
    `What happened\n${quarantine.error?.message ?? 'Nothing is known.'} (${quarantine.reason})`,
    `What it waits for\n${disabled ? DISABLED.waits : guide.waits(date(quarantine.nextAttempt))}`,
    `How to get out\n${guide.wayOut(url, `${baseUrl}/muster/jobs/${job.id}`)}${disabled ? `\n${DISABLED.wayOut(url)}` : ''}`,
    `The job: ${url}`,
  ];
  return {
    subject: `Provisioning of ${principal.displayName} is ${disabled ? 'disabled' : 'in quarantine'}: ${quarantine.reason}`,
    text: `${chapters.join('\n\n')}\n`,
  };
}

const date = (ms: number) => new Date(ms).toISOString();
const post = (url: string, action: string, scope: string) =>
  `POST ${url}/${action}\n{"criteria":{"resetScope":"${scope}"}}`;

interface Guide {
  readonly waits: (nextAttempt: string) => string;
  /** @param states where Muster's own view of the job is */
  readonly wayOut: (url: string, states: string) => string;
}

const DISABLED = {
  waits: 'For you: it does nothing by itself any more. Uploads are still accepted, and wait until it is started.',
  wayOut: (url: string) => `Then start it: POST ${url}/start`,
};

const FAILURES: Guide = {
  waits: (next) =>
    `Uploads are still accepted, and wait. At ${next} some of the people who failed are tried again; when one of them goes through, provisioning goes on by itself.`,
  wayOut: (url) =>
    `Look for what the failures have in common in the provisioning log (status eq 'failure'), correct the mapping or the data, then restart:\n${post(url, 'restart', 'QuarantineState')}\nEscrows as a second scope also forgets the failures; Full evaluates everybody anew.`,
};

const OTHER: Guide = {
  waits: (next) => `Uploads are still accepted, and wait. It is looked at again at ${next}.`,
  wayOut: (url) => `Remove the cause, then restart:\n${post(url, 'restart', 'QuarantineState')}`,
};

const GUIDES: Readonly<Record<QuarantineReason, Guide>> = {
  EncounteredQuarantineException: {
    waits: (next) =>
      `Uploads are still accepted, and wait. At ${next} the target is asked again; when it answers, provisioning goes on by itself.`,
    wayOut: (url) =>
      `Correct the credentials or the connection, test them with POST ${url}/validateCredentials, then restart:\n${post(url, 'restart', 'QuarantineState')}`,
  },
  EncounteredEscrowProportionThreshold: FAILURES,
  EncounteredBaseEscrowThreshold: FAILURES,
  EncounteredTotalEscrowThreshold: FAILURES,
  TooManyDeletes: {
    waits: () =>
      'For you: the deletes and disables of that cycle are held until you allow them or their cause is gone. Everything else goes on, also deletes and disables of later cycles that stay within the threshold.',
    wayOut: (url, states) =>
      `See which they are, and why: GET ${states}/heldDeletions\nIf they are intended, allow them:\n${post(url, 'restart', 'ForceDeletes')}\nIf only some are, allow or reject them by name: POST ${states}/heldDeletions/allow or /reject\nIf not, correct the cause first (the people's data, or the scoping filter), then restart:\n${post(url, 'restart', 'QuarantineState, Watermark, Escrows')}`,
  },
  QuarantinedOnDemand: {
    waits: () => 'For the operator who put it into quarantine.',
    wayOut: (url) => `Restart:\n${post(url, 'restart', 'QuarantineState')}`,
  },
  IngestionInterrupted: OTHER,
  Unknown: OTHER,
};
