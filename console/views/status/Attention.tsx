/** What somebody should look at, with the way to it; a sentence where there is nothing. */
import type { GraphJob, JobFacts } from '../../api/types';
import { Icon, type IconName } from '../../parts/Icon';
import { Time } from '../../parts/Time';
import { jobPath } from '../../state/paths';
import { jobWords as words } from '../../text/status';

interface Matter {
  readonly icon: IconName;
  readonly ink: string;
  readonly text: string;
  readonly href?: string;
  readonly more?: string | null;
  readonly since?: string;
}

export function Attention({ job, target }: { job: JobFacts; target: GraphJob['status']['target'] }) {
  const matters = mattersOf(job, target);
  return (
    <section class="card" aria-label={words.attention}>
      <header>
        <h2>{words.attention}</h2>
      </header>
      <ol class="feed">
        {matters.length === 0 && (
          <li>
            <Icon name="success" class="ok" />
            <div>
              {words.calm}
              <small>{words.calmMore}</small>
            </div>
          </li>
        )}
        {matters.map(({ icon, ink, text, href, more, since }) => (
          <li key={text}>
            <Icon name={icon} class={ink} />
            <div>
              {href === undefined ? text : <a href={href}>{text}</a>}
              {more && <small>{more}</small>}
            </div>
            {since !== undefined && <Time at={since} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function mattersOf(
  { jobId, escrowed, held, waiting, agents }: JobFacts,
  target: GraphJob['status']['target'],
): readonly Matter[] {
  const matters: (Matter | false)[] = [
    target !== undefined && {
      icon: 'failure',
      ink: 'fail',
      text: words.targetAway,
      more: target.reason,
      since: target.sinceDateTime,
    },
    agents !== null &&
      agents.state !== 'active' && {
        icon: 'failure',
        ink: 'fail',
        text: words.agentAway,
        more: agents.reason,
        href: jobPath(jobId, 'agents'),
      },
    held.staged > 0 && {
      icon: 'hand',
      ink: 'heldc',
      text: words.heldStaged(held.staged),
      href: jobPath(jobId, 'held'),
    },
    escrowed > 0 && { icon: 'retry', ink: 'fail', text: words.escrowed(escrowed), href: jobPath(jobId, 'escrow') },
    held.settling > 0 && {
      icon: 'hand',
      ink: 'heldc',
      text: words.heldSettling(held.settling),
      href: jobPath(jobId, 'held'),
    },
    waiting > 0 && { icon: 'link', ink: 'skip', text: words.waiting(waiting), href: jobPath(jobId, 'references') },
  ];
  return matters.filter((matter) => matter !== false);
}
