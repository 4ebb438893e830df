/** A cause: how many it is about, what it means, what to do; its people when it is opened. */
import { useState } from 'preact/hooks';
import { type CauseSummary, type Retried, retryEscrows } from '../../api/escrows';
import { Progress } from '../../parts/Bars';
import { Button } from '../../parts/Button';
import { messageOf } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Time } from '../../parts/Time';
import { announce } from '../../state/live';
import { jobPath } from '../../state/paths';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { escrowWords as words } from '../../text/escrow';
import { FailedPeople } from './FailedPeople';

interface CauseCardProps {
  readonly jobId: string;
  readonly cause: CauseSummary;
  readonly total: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export function CauseCard({ jobId, cause, total, isOpen, onToggle }: CauseCardProps) {
  const { client } = useService();
  const [told, setTold] = useState<string>();
  const { code, attribute, category, message, recommendedAction, examples } = cause;

  async function retry(whom: Retried): Promise<void> {
    try {
      const { retrying } = await retryEscrows(client, jobId, whom);
      setTold(words.retried(retrying));
      announce(words.retried(retrying), true);
      await refresh('escrows', jobId);
    } catch (error) {
      setTold(messageOf(error));
    }
  }

  return (
    <section class="card cause" aria-label={`${code} ${attribute ?? ''}`}>
      <header>
        <Icon name="retry" class="fail" />
        <h2>
          {code} {attribute !== null && <small>{words.of(attribute)}</small>}
        </h2>
        <span class="pill fail">{words.people(cause.count)}</span>
        <span class="grow" />
        <Button small icon={isOpen ? 'x' : 'people'} expanded={isOpen} onClick={onToggle}>
          {isOpen ? words.hide : words.show(cause.count)}
        </Button>
        {attribute !== null && (
          <Button small href={jobPath(jobId, 'mapping', { mapping: attribute })}>
            {words.mapping}
          </Button>
        )}
        {examples[0] !== undefined && (
          <Button
            small
            icon="play"
            deed="provisionOnDemand"
            href={jobPath(jobId, 'on-demand', { person: examples[0], run: 'dry' })}
          >
            {words.tryOne}
          </Button>
        )}
        <Button small icon="retry" deed="operate" onClick={() => void retry({ code, attribute })}>
          {words.retryAll(cause.count)}
        </Button>
      </header>
      <div class="pad">
        <Progress value={cause.count} of={total} label={words.share(code)} kind="fail" />
        <p>{message}</p>
        <p class="advice-line">
          <Icon name="hint" />
          {recommendedAction}
        </p>
        <p class="muted">
          {words.categories[category] ?? category} · {words.since} <Time at={cause.oldestFirstFailureDateTime} /> ·{' '}
          {words.next} <Time at={cause.nextAttemptDateTime} form="relative" />
        </p>
        {told !== undefined && <p role="status">{told}</p>}
      </div>
      {isOpen && <FailedPeople jobId={jobId} cause={cause} onRetry={retry} />}
    </section>
  );
}
