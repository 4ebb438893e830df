/** What a draft would do to everybody, on their last data. It reads every account: of many people only where it is asked for. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { type ImpactPerson, type ImpactTotals, readImpact } from '../../api/schema';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Diff } from '../../parts/Diff';
import { Problem } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { counted } from '../../rules/numbers';
import { missingRole } from '../../rules/rights';
import { jobPath } from '../../state/paths';
import { useService } from '../../state/service';
import { reviewWords as words } from '../../text/mapping';

interface ImpactProps {
  readonly job: Pick<JobFacts, 'jobId' | 'people'>;
  readonly draft: SynchronizationSchema;
  readonly onTotals: (totals: ImpactTotals | undefined) => void;
}

/** So many accounts are read without being asked: seconds, and little of what a directory lets one ask. */
const FEW_PEOPLE = 500;
/** More than anybody reads; the rest is counted. */
const MOST_SHOWN = 100;

export function Impact({ job: { jobId, people: known }, draft, onTotals }: ImpactProps) {
  const { client, me } = useService();
  const [people, setPeople] = useState<readonly ImpactPerson[]>([]);
  const [totals, setTotals] = useState<ImpactTotals>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const aborter = useRef<AbortController>(undefined);
  useEffect(() => {
    setTotals(undefined);
    onTotals(undefined);
    if (known <= FEW_PEOPLE && missingRole(me.caller.permissions, 'configure') === undefined) void look();
    return () => aborter.current?.abort();
  }, [draft]);

  async function look(): Promise<void> {
    aborter.current = new AbortController();
    const { signal } = aborter.current;
    setBusy(true);
    setPeople([]);
    setError(undefined);
    try {
      const sum = await readImpact(client, jobId, draft, (more) => setPeople((all) => [...all, ...more]), signal);
      setTotals(sum);
      onTotals(sum);
    } catch (thrown) {
      if (!signal.aborted) setError(thrown);
    } finally {
      if (!signal.aborted) setBusy(false); // who called it off has begun anew, or is gone
    }
  }

  return (
    <section class="field">
      <h3>{words.impact}</h3>
      {totals === undefined && (
        <div>
          <Button icon="people" deed="configure" disabled={isBusy} onClick={() => void look()}>
            {words.impactAsk}
          </Button>{' '}
          {isBusy && (
            <span class="muted" role="status">
              {words.impactRunning(people.length)}
            </span>
          )}
        </div>
      )}
      {error !== undefined && <Problem error={error} again={() => void look()} />}
      {totals !== undefined && <Sum totals={totals} />}
      {people.length > 0 && (
        <div class="scroll" role="region" aria-label={words.impact} tabIndex={0}>
          <table class="review">
            <caption class="vh">{words.impact}</caption>
            <tbody>
              {people.slice(0, MOST_SHOWN).map(({ externalId, action, changes, failures }) => (
                <tr key={externalId}>
                  <td>
                    <a href={jobPath(jobId, 'mapping', { for: externalId })}>{externalId}</a>
                  </td>
                  <td>{action}</td>
                  <td class="wrap">
                    {failures.map(({ message }) => (
                      <p key={message} class="st fail">
                        <Icon name="failure" />
                        {message}
                      </p>
                    ))}
                    {changes.map(({ name, oldValue, newValue }) => (
                      <div key={name}>
                        {name}: <Diff before={oldValue} after={newValue} />
                      </div>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {people.length > MOST_SHOWN && (
        <p class="muted">{words.impactMore(counted(people.length - MOST_SHOWN, 'person', 'people'))}</p>
      )}
    </section>
  );
}

function Sum({ totals }: { totals: ImpactTotals }) {
  const { guard, stopped, notes } = totals;
  return (
    <>
      <p role="status">{words.impactSum(totals)}</p>
      {guard.tripped && (
        <p class="st fail">
          <Icon name="hand" />
          {guard.reason}
        </p>
      )}
      {stopped !== null && (
        <p class="st warn">
          <Icon name="warning" />
          {stopped.reason}
        </p>
      )}
      {notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
    </>
  );
}
