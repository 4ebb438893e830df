/** What happened lately: uploads, quarantines, and what people and applications did to the jobs. */
import { readAudit } from '../../api/jobs';
import type { AuditRecord, JobRow } from '../../api/types';
import { Icon, type IconName } from '../../parts/Icon';
import { Time } from '../../parts/Time';
import { initiatorName } from '../../rules/audit';
import { jobPath, uploadPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { activityWord, feedWords, reasonWord, overviewWords as words } from '../../text/overview';

interface Happening {
  readonly id: string;
  readonly at: string;
  readonly icon: IconName;
  readonly ink?: string;
  readonly title: string;
  readonly more: string;
  readonly href: string;
}

const SHOWN = 6;
/** Of so many jobs the audit is asked for: the worst ones come first. */
const JOBS_ASKED = 4;
const EVERY_MS = 30_000;

export function Latest({ jobs }: { jobs: readonly JobRow[] }) {
  const { client } = useService();
  const asked = jobs.slice(0, JOBS_ASKED);
  const { data = [] } = useAnswer({
    key: ['latest', ...asked.map(({ jobId }) => jobId)],
    load: async (signal) => {
      const lists = await Promise.all(asked.map(({ jobId }) => readAudit(client, jobId, SHOWN, signal)));
      return lists.flatMap(({ value }, index) => {
        const job = asked[index];
        return job === undefined ? [] : value.map((record) => ofAudit(record, job));
      });
    },
    every: EVERY_MS,
  });
  const all = [...data, ...jobs.flatMap(ofUpload)].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, SHOWN);
  return (
    <section class="card" aria-label={words.latest}>
      <header>
        <h2>{words.latest}</h2>
      </header>
      {all.length === 0 && <p class="muted pad">{words.nothingYet}</p>}
      <ol class="feed">
        {all.map(({ id, at, icon, ink, title, more, href }) => (
          <li key={id}>
            <Icon name={icon} {...(ink && { class: ink })} />
            <div>
              <a href={href}>{title}</a>
              <small>{more}</small>
            </div>
            <Time at={at} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ofUpload({ jobId, displayName, lastUpload }: JobRow): readonly Happening[] {
  if (lastUpload === null) return [];
  const { id, acceptedDateTime, totalOperations } = lastUpload;
  const title = feedWords.upload(totalOperations);
  return [{ id, at: acceptedDateTime, icon: 'upload', title, more: displayName, href: uploadPath(jobId, id) }];
}

const ICONS: Readonly<Record<string, IconName>> = {
  SaveSchema: 'map',
  ResetSchema: 'map',
  Quarantine: 'quarantine',
  LeaveQuarantine: 'success',
  DisableJob: 'failure',
  ProvisionOnDemand: 'person',
  StartJob: 'play',
  PauseJob: 'pause',
  RestartJob: 'retry',
  AllowDeletions: 'hand',
  RejectDeletions: 'hand',
};
const INKS: Readonly<Record<string, string>> = { Quarantine: 'quar', DisableJob: 'fail', LeaveQuarantine: 'ok' };

function ofAudit(record: AuditRecord, { jobId, displayName }: JobRow): Happening {
  const { id, activity, activityDateTime, detail, initiatedBy } = record;
  // An application has no name here, and its id is for the audit.
  const who = initiatedBy.app === undefined ? initiatorName(initiatedBy, initiatedBy.service ?? '') : '';
  const isQuarantine = activity === 'Quarantine' && detail !== null;
  const ink = INKS[activity];
  return {
    id,
    at: activityDateTime,
    icon: ICONS[activity] ?? 'settings',
    ...(ink !== undefined && { ink }),
    title: isQuarantine ? feedWords.quarantine(reasonWord(detail)) : activityWord(activity),
    more: [displayName, who].filter(Boolean).join(' · '),
    href: jobPath(jobId, 'status'),
  };
}
