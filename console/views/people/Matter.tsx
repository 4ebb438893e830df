/** What is the matter with a person: fails, held, waits; with the way to mend it. */
import type { Person } from '../../api/people';
import { Button } from '../../parts/Button';
import { Icon } from '../../parts/Icon';
import { Status } from '../../parts/Status';
import { Time } from '../../parts/Time';
import { jobPath, personPath } from '../../state/paths';
import { entryWords } from '../../text/logs';
import { personWords as words } from '../../text/people';

export function Matter({ jobId, person }: { jobId: string; person: Person }) {
  const { escrow, held, waiting, waitedForBy } = person;
  const isFine = escrow === null && held === null && waiting === null && waitedForBy.length === 0;
  return (
    <section class="card" aria-label={words.attention}>
      <header>
        <h2>{words.attention}</h2>
      </header>
      <ol class="feed">
        {isFine && (
          <li>
            <Icon name="success" class="ok" />
            <div>
              {words.fine}
              <small>{words.fineMore}</small>
            </div>
          </li>
        )}
        {escrow !== null && (
          <li>
            <Icon name="retry" class="fail" />
            <div>
              <b>{words.fails(escrow.failure.code)}</b>
              <p>{escrow.failure.message}</p>
              {escrow.failure.recommendedAction && <p class="muted">{escrow.failure.recommendedAction}</p>}
              <p class="muted">
                {words.attempts(escrow.attempts)}, {words.since} <Time at={escrow.firstFailureDateTime} />
              </p>
              {escrow.nextAttemptDateTime !== null && (
                <p>
                  <Status kind="escrow">
                    {words.nextTry} <Time at={escrow.nextAttemptDateTime} />
                  </Status>
                </p>
              )}
              <div class="actions">
                <Button
                  small
                  href={jobPath(jobId, 'mapping', {
                    mapping: escrow.failure.attribute ?? undefined,
                    for: person.externalId,
                  })}
                >
                  {entryWords.openMapping}
                </Button>
              </div>
            </div>
          </li>
        )}
        {held !== null && (
          <li>
            <Icon name="hand" class="heldc" />
            <div>
              <a href={jobPath(jobId, 'held')}>{words.held(held.action ?? '')}</a>
              {held.reason && <small>{held.reason}</small>}
            </div>
          </li>
        )}
        {waiting?.map(({ attribute, waitsFor }) => (
          <li key={attribute}>
            <Icon name="link" class="skip" />
            <div>
              <a href={personPath(jobId, waitsFor)}>{words.waits(attribute, waitsFor)}</a>
            </div>
          </li>
        ))}
        {waitedForBy.length > 0 && (
          <li>
            <Icon name="link" class="skip" />
            <div>
              <a href={jobPath(jobId, 'references')}>{words.waitedFor(waitedForBy.length)}</a>
              <small>{waitedForBy.slice(0, 5).join(', ')}</small>
            </div>
          </li>
        )}
      </ol>
    </section>
  );
}
