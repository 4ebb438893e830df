/** The last entries of a person as a dotted line, oldest first, and when the next try is. */
import { type LogEntry, logsPath, readLogs } from '../../api/logs';
import { readPerson } from '../../api/people';
import { inkOf } from '../../parts/Status';
import { Time } from '../../parts/Time';
import { toFilter } from '../../rules/toFilter';
import { jobPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { statusWords } from '../../text/common';
import { entryWords as words } from '../../text/logs';

const SHOWN = 4;

export function History({ jobId, entry }: { jobId: string; entry: Pick<LogEntry, 'id' | 'sourceIdentity'> }) {
  const { client } = useService();
  const anchor = entry.sourceIdentity.id;
  const history = useAnswer({
    key: ['history', jobId, anchor],
    // An id of any form: the field is named, not guessed.
    load: (signal) => {
      const filter = `${toFilter(jobId, {})} and sourceIdentity/id eq '${anchor.replaceAll("'", "''")}'`;
      return readLogs(client, logsPath(filter, SHOWN), signal);
    },
  });
  const person = useAnswer({
    key: ['person', jobId, anchor],
    load: (signal) => readPerson(client, jobId, anchor, signal),
  });
  const entries = [...(history.data?.value ?? [])].reverse();
  const next = person.data?.escrow?.nextAttemptDateTime;
  if (entries.length === 0) return null;
  return (
    <section class="hist" aria-label={words.history}>
      <div class="line">
        <h3>{words.history}</h3>
        <span class="grow" />
        <a href={jobPath(jobId, 'logs', { person: anchor })}>{words.allEntries}</a>
      </div>
      <ol>
        {entries.map(({ id, activityDateTime, provisioningAction, provisioningStatusInfo }) => (
          <li key={id} class={inkOf(provisioningStatusInfo.status)} aria-current={id === entry.id ? 'true' : undefined}>
            <a href={jobPath(jobId, 'logs', { person: anchor, entry: id })}>
              <b>{statusWords[provisioningStatusInfo.status]}</b>
              {provisioningAction}, <Time at={activityDateTime} />
            </a>
          </li>
        ))}
        {next && (
          <li class="next">
            <b>{words.nextTry}</b>
            <Time at={next} />
          </li>
        )}
      </ol>
    </section>
  );
}
