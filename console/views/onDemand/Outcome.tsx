/** What came of it: in a word, step by step, and mapping by mapping. */
import type { Explanation, OnDemandOutcome } from '../../api/onDemand';
import { Button } from '../../parts/Button';
import { Diff } from '../../parts/Diff';
import { Icon } from '../../parts/Icon';
import { Status, type StatusKind } from '../../parts/Status';
import { explanationsIn, toLogSteps } from '../../rules/onDemand';
import { onDemandWords as words } from '../../text/onDemand';
import { StepList } from '../logs/Steps';
import { Explained } from './Explained';

const KINDS: Readonly<Record<string, StatusKind>> = {
  Success: 'success',
  Skipped: 'skipped',
  Failure: 'failure',
  Warning: 'warning',
};

export function Outcome({ outcome, onReal }: { outcome: OnDemandOutcome; onReal: () => void }) {
  const { action, statusInfo, notes, provisioningSteps, modifiedProperties, dryRun } = outcome;
  const said = (dryRun ? words.outcome : words.done)[action] ?? action;
  const mappings = explanationsIn<Explanation>(provisioningSteps);
  return (
    <>
      <section class="card" aria-live="polite">
        <header>
          <Status kind={KINDS[statusInfo.status] ?? 'skipped'} pill>
            {statusInfo.status}
          </Status>
          <b>{outcome.reportableIdentifier}</b> {said}
          <span class="grow" />
          {dryRun && (
            <Button deed="provisionOnDemand" onClick={onReal}>
              {words.runReal}
            </Button>
          )}
        </header>
        <div class="pad">
          {notes.map((note) => (
            <p key={note} class="st">
              <Icon name="info" />
              {note}
            </p>
          ))}
          {statusInfo.reason && <p>{statusInfo.reason}</p>}
          {statusInfo.recommendedAction && <p class="muted">{statusInfo.recommendedAction}</p>}
          {modifiedProperties.length > 0 && (
            <dl class="kv" aria-label={words.properties}>
              {modifiedProperties.map(({ displayName, oldValue, newValue }) => (
                <div key={displayName}>
                  <dt>{displayName}</dt>
                  <dd>
                    <Diff before={oldValue} after={newValue} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      </section>
      <section class="card">
        <header>
          <h2>{words.steps}</h2>
        </header>
        <StepList steps={toLogSteps(provisioningSteps)} />
      </section>
      {mappings.length > 0 && (
        <section class="card">
          <header>
            <h2>{words.mappings}</h2>
          </header>
          <div class="across" role="region" aria-label={words.mappings} tabIndex={0}>
            <Explained rows={mappings} />
          </div>
        </section>
      )}
    </>
  );
}
