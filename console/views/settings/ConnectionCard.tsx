/** How the job reaches its directory. Secrets are replaced and never shown; what was typed can be tried before it is saved. */
import { testConnection } from '../../api/jobs';
import { patchSecrets, type Saved, tryConnection } from '../../api/settings';
import type { JobFacts } from '../../api/types';
import { FormCard } from '../../parts/FormCard';
import type { TargetKind } from '../../rules/job/connection';
import { changesOf, faultsOf, othersSaved, toForm, toTry, withoutSecrets } from '../../rules/job/connectionForm';
import { useFormDraft } from '../../state/formDraft';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { connectionWords as words } from '../../text/connection';
import { ConnectionFields } from './ConnectionFields';
import { TestButton, TestResult, useTest } from './TestButton';

interface ConnectionCardProps {
  readonly job: JobFacts;
  /** `undefined`: not for the reader to see. */
  readonly saved: readonly Saved[] | undefined;
  /** Other jobs of the same service principal, by name. */
  readonly sharedWith: readonly string[];
}

export function ConnectionCard({ job, saved, sharedWith }: ConnectionCardProps) {
  const { client } = useService();
  const test = useTest();
  const trySaved = () => testConnection(client, job.servicePrincipalId, job.jobId);
  if (job.agents === null && saved !== undefined) {
    return <Values job={job} saved={saved} sharedWith={sharedWith} />;
  }
  return (
    <section class="card" aria-label={words.title}>
      <header>
        <h2>{words.title}</h2>
        <span class="grow" />
        <TestButton test={test} deed="operate" onTest={trySaved} />
      </header>
      <div class="pad stack">
        <p class="muted">{job.agents === null ? words.hidden : words.agent}</p>
        <TestResult state={test.state} />
      </div>
    </section>
  );
}

function Values({ job, saved, sharedWith }: ConnectionCardProps & { readonly saved: readonly Saved[] }) {
  const { client } = useService();
  const test = useTest();
  const kind = job.target.kind as TargetKind;
  const form = useFormDraft(`connection.${job.jobId}`, toForm(kind, saved), withoutSecrets);
  const changes = changesOf(kind, saved, form.values);
  const isChanged = changes.length > 0;
  const faults = isChanged ? faultsOf(kind, saved, form.values) : {};
  const kinds = Object.values(faults);
  const fault = kinds.includes('missing')
    ? words.incomplete
    : kinds.includes('enterAgain')
      ? words.enterAgain
      : undefined;
  const unsaved = toTry(saved, changes);
  const others = othersSaved(kind, saved);

  async function save(): Promise<void> {
    await patchSecrets(client, job.servicePrincipalId, changes);
    await refresh('secrets', job.servicePrincipalId);
    form.discard();
    test.forget();
  }

  return (
    <FormCard
      title={words.title}
      deed="configure"
      isChanged={isChanged || form.isChanged}
      fault={fault}
      onSave={save}
      onDiscard={form.discard}
      tools={
        isChanged ? (
          <TestButton
            test={test}
            deed="configure"
            word={words.tryUnsaved}
            why={fault ?? (unsaved === undefined ? words.cannotTry : undefined)}
            onTest={() => tryConnection(client, job, unsaved ?? [])}
          />
        ) : (
          <TestButton
            test={test}
            deed="operate"
            onTest={() => testConnection(client, job.servicePrincipalId, job.jobId)}
          />
        )
      }
    >
      <TestResult state={test.state} />
      {sharedWith.length > 0 && <p class="muted">{words.shared(sharedWith.join(', '))}</p>}
      <ConnectionFields
        kind={kind}
        values={form.values}
        saved={toForm(kind, saved)}
        faults={faults}
        disabled={false}
        onChange={form.set}
      />
      {others.length > 0 && (
        <p class="muted">
          {words.others}:{' '}
          {others.map(({ key, value }, index) => (
            <span key={key}>
              {index > 0 && ', '}
              <code>
                {key} {value}
              </code>
            </span>
          ))}
        </p>
      )}
    </FormCard>
  );
}
