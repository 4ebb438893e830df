/** What became of a decision, and where it is written down. */
import type { Decided, Decision } from '../../api/held';
import { Icon } from '../../parts/Icon';
import { jobPath } from '../../state/paths';
import { heldWords as words } from '../../text/held';

export type Result = { readonly kind: 'restarted' } | { readonly kind: Decision; readonly decided: Decided };

export function Outcome({ jobId, result }: { jobId: string; result: Result }) {
  const gone = result.kind === 'restarted' ? 0 : result.decided.gone.length;
  return (
    <section class="banner ok" role="status">
      <Icon name="success" />
      <b>{sentence(result)}</b>
      {gone > 0 && <p>{words.gone(gone)}</p>}
      <div class="do">
        <a class="btn" href={jobPath(jobId, 'audit')}>
          {words.audit}
        </a>
      </div>
    </section>
  );
}

function sentence(result: Result): string {
  if (result.kind === 'restarted') return words.restarted;
  const { allowed = 0, rejected = 0 } = result.decided;
  return result.kind === 'allow' ? words.allowed(allowed) : words.rejected(rejected);
}
