/** What the job is called. */
import { renamePrincipal } from '../../api/settings';
import type { JobFacts } from '../../api/types';
import { TextField } from '../../parts/Field';
import { FormCard } from '../../parts/FormCard';
import { useFormDraft } from '../../state/formDraft';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { settingsWords as words } from '../../text/settings';

export function NameCard({ job, disabled }: { job: JobFacts; disabled: boolean }) {
  const { client } = useService();
  const form = useFormDraft(`name.${job.jobId}`, { name: job.displayName });
  const fault = form.values.name.trim() === '' ? words.nameMissing : undefined;

  async function save(): Promise<void> {
    await renamePrincipal(client, job.servicePrincipalId, form.values.name.trim());
    await Promise.all([refresh('job', job.jobId), refresh('overview')]);
    form.discard();
  }

  return (
    <FormCard
      title={words.name}
      deed="createJob"
      isChanged={form.isChanged}
      fault={fault}
      onSave={save}
      onDiscard={form.discard}
    >
      <TextField
        label={words.nameLabel}
        hint={words.nameHint}
        fault={fault}
        disabled={disabled}
        value={form.values.name}
        onChange={(name) => form.set({ name })}
      />
    </FormCard>
  );
}
