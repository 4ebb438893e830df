/** Words of the doctor: whether the deployment has what it needs. */
import { count, counted } from '../rules/numbers';

export const doctorWords = {
  title: 'Doctor',
  lede: (failures: number, warnings: number) =>
    failures + warnings === 0
      ? 'Everything that a deployment needs is there.'
      : [
          failures > 0 && `${counted(failures, 'check')} ${failures === 1 ? 'fails' : 'fail'}`,
          warnings > 0 && `${counted(warnings, 'check')} ${warnings === 1 ? 'warns' : 'warn'}`,
        ]
          .filter(Boolean)
          .join(', '),
  checks: 'Checks, the worst first',
  look: 'Look again',
  told: (document: string) => `Told in ${document}`,
  parked: 'Messages nobody could work on',
  none: 'Nothing is parked',
  noneMore: 'A message that cannot be worked on, however it is tried, is put aside here with the reason.',
  when: 'Parked',
  kind: 'What it is',
  reason: 'Reason',
  upload: 'Upload',
  job: 'Job',
  unread: 'unreadable',
  more: (shown: number) => `The first ${count(shown)}.`,
} as const;
