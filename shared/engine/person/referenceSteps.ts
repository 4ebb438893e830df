/** The steps of a log entry that tell what became of a reference to somebody else (`steps.ts`). */
import type { RefusedReference } from '../job/refusedReference';
import type { LogStep, ProvisioningStatus } from './logEntry';

type Details = LogStep['details'];

const referenceStep = (status: ProvisioningStatus, description: string, details: Details): LogStep => ({
  name: 'Resolve reference',
  activity: 'EntryReferenceResolution',
  type: 'referenceResolution',
  status,
  description,
  details,
});

export function referenceResolvedStep(
  anchor: string,
  attribute: string,
  referenced: string,
  targetAnchor: string,
): LogStep {
  const description = `Resolved ${attribute} '${referenced}' of User '${anchor}'`;
  return referenceStep('success', description, { [attribute]: targetAnchor });
}

export function referenceClearedStep(anchor: string, attribute: string): LogStep {
  return referenceStep('success', `User '${anchor}' has no ${attribute} any more`, { [attribute]: '' });
}

export function referenceWaitingStep(anchor: string, attribute: string, referenced: string): LogStep {
  const description =
    `The ${attribute} '${referenced}' of User '${anchor}' has no account yet. ` +
    'The reference is written as soon as it gets one; nothing needs to be done.';
  return referenceStep('warning', description, { [attribute]: referenced, ErrorCode: 'ReferenceNotFound' });
}

/**
 * @param referenced empty: the reference was to be taken away
 * @param isGivenUp it is tried no more
 */
export function referenceRefusedStep(
  anchor: string,
  attribute: string,
  referenced: string,
  { code, message, nextAttempt }: RefusedReference,
  isGivenUp: boolean,
): LogStep {
  const what = referenced === '' ? attribute : `${attribute} '${referenced}'`;
  const next = isGivenUp
    ? 'It has been refused for too long and is tried no more; upload the person again.'
    : `It is tried again at ${new Date(nextAttempt).toISOString()}, or with the person's next upload.`;
  const description = `The ${what} of User '${anchor}' could not be written: ${message} ${next}`;
  return referenceStep('warning', description, { [attribute]: referenced, ErrorCode: code });
}
