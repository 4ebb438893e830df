/** What the filter says of one person, clause by clause, in the engine's words. */
import type { ScopeVerdict } from '../../../shared/engine/schema/scoping';
import { Status } from '../../parts/Status';
import type { Subject } from '../../rules/subject';
import { scopeWords as words } from '../../text/scope';

export function Verdict({ subject, verdict }: { subject: Subject | undefined; verdict: ScopeVerdict | undefined }) {
  if (subject === undefined || verdict === undefined) return <p class="muted pad">{words.nobody}</p>;
  return (
    <div class="pad verdict" aria-live="polite">
      <p>
        <b>{subject.displayName}</b> <span class="muted">{subject.externalId}</span>
      </p>
      <p>
        {verdict.undecided !== undefined ? (
          <Status kind="warning" pill>
            {words.undecided}
          </Status>
        ) : (
          <Status kind={verdict.inScope ? 'success' : 'skipped'} pill>
            {verdict.inScope ? words.isIn : words.isOut}
          </Status>
        )}
      </p>
      <p class="muted">{verdict.undecided?.message ?? verdict.reason}</p>
      <ul class="uses">
        {Object.entries(verdict.clauses).map(([clause, holds]) => (
          <li key={clause}>
            <code>{clause}</code>
            {holds === null ? (
              <Status kind="warning">{words.undecided}</Status>
            ) : (
              <Status kind={holds ? 'success' : 'skipped'}>{holds ? words.held : words.failed}</Status>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
