/** What was done for a person so far, newest first. */
import { logsPath, readLogs, sentenceOf } from '../../api/logs';
import { Icon } from '../../parts/Icon';
import { iconOf, inkOf, Status } from '../../parts/Status';
import { Time } from '../../parts/Time';
import { jobPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { personWords as words } from '../../text/people';

const SHOWN = 8;

interface TimelineProps {
  readonly jobId: string;
  readonly anchor: string;
  readonly next: string | undefined;
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

export function Timeline({ jobId, anchor, next }: TimelineProps) {
  const { client } = useService();
  const filter = `jobId eq ${quote(jobId)} and sourceIdentity/id eq ${quote(anchor)}`;
  const { data } = useAnswer({
    key: ['timeline', jobId, anchor],
    load: (signal) => readLogs(client, logsPath(filter, SHOWN), signal),
  });
  return (
    <section class="card" aria-label={words.timeline}>
      <header>
        <h2>{words.timeline}</h2>
      </header>
      <ol class="feed">
        {next !== undefined && (
          <li>
            <Icon name="clock" />
            <div>
              <Status kind="escrow">{words.nextTry}</Status>
            </div>
            <Time at={next} />
          </li>
        )}
        {data?.value.map((entry) => {
          const { status } = entry.provisioningStatusInfo;
          return (
            <li key={entry.id}>
              <Icon name={iconOf(status)} class={inkOf(status)} label={status} />
              <div>
                <a href={jobPath(jobId, 'logs', { person: anchor, entry: entry.id })}>{entry.provisioningAction}</a>
                <small>{sentenceOf(entry)}</small>
              </div>
              <Time at={entry.activityDateTime} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
