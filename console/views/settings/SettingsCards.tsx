/** What the guard lets through, how long a cycle is, and how long people are known. */
import { patchJob } from '../../api/settings';
import type { GraphJob, JobFacts } from '../../api/types';
import { Field, TextField } from '../../parts/Field';
import { FormCard } from '../../parts/FormCard';
import { type SettingsField, settingsFaults, settingsPatch, toSettings } from '../../rules/job/settings';
import { type FormDraft, useFormDraft } from '../../state/formDraft';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { settingsWords as words } from '../../text/settings';

interface CardProps {
  readonly job: JobFacts;
  readonly graph: GraphJob;
  readonly disabled: boolean;
}

type Values = ReturnType<typeof toSettings>;

/** @param card names the draft: each card is saved by itself */
function useSettings({ job, graph }: CardProps, card: string) {
  const { client } = useService();
  const saved = toSettings(graph);
  const form = useFormDraft<Values>(`${card}.${job.jobId}`, saved);
  return {
    form,
    faults: settingsFaults(saved, form.values),
    async save(): Promise<void> {
      await patchJob(client, job, settingsPatch(saved, form.values));
      await Promise.all([refresh('graphJob', job.jobId), refresh('job', job.jobId), refresh('guard', job.jobId)]);
      form.discard();
    },
  };
}

interface LineProps {
  readonly field: Exclude<SettingsField, 'guard' | 'omitted'>;
  readonly form: FormDraft<Values>;
  readonly faults: readonly SettingsField[];
  readonly disabled: boolean;
  /** Instead of what always helps. */
  readonly hint?: string | undefined;
}

function Line({ field, form, faults, disabled, hint = words.fields[field].hint }: LineProps) {
  return (
    <TextField
      label={words.fields[field].label}
      hint={hint}
      numeric
      fault={faults.includes(field) ? words.wrong[field] : undefined}
      disabled={disabled}
      value={form.values[field]}
      onChange={(value) => form.set({ [field]: value })}
    />
  );
}

export function GuardCard(props: CardProps) {
  const { form, faults, save } = useSettings(props, 'guard');
  const isOff = form.values.guard === 'False';
  const common = { form, faults, disabled: props.disabled || isOff };
  return (
    <FormCard
      title={words.guard}
      deed="configure"
      isChanged={form.isChanged}
      fault={faults.length > 0 ? words.correct : undefined}
      onSave={save}
      onDiscard={form.discard}
    >
      <label class="opt">
        <input
          type="checkbox"
          disabled={props.disabled}
          checked={!isOff}
          onChange={(event) => form.set({ guard: event.currentTarget.checked ? 'True' : 'False' })}
        />
        {words.guardOn}
      </label>
      {isOff && <p class="muted">{words.guardLoose}</p>}
      <Line field="threshold" {...common} />
      <Line field="percent" {...common} />
    </FormCard>
  );
}

export function CycleCard(props: CardProps) {
  const { form, faults, save } = useSettings(props, 'cycle');
  const { disabled } = props;
  const hasNone = toSettings(props.graph).minutes === '';
  return (
    <FormCard
      title={words.cycle}
      deed="configure"
      isChanged={form.isChanged}
      fault={faults.length > 0 ? words.correct : undefined}
      onSave={save}
      onDiscard={form.discard}
    >
      <Line
        field="minutes"
        form={form}
        faults={faults}
        disabled={disabled || hasNone}
        hint={hasNone ? words.noCycle : undefined}
      />
      <Field label={words.fields.omitted.label}>
        {(told) => (
          <select
            {...told}
            class="select"
            disabled={disabled}
            value={form.values.omitted}
            onChange={(event) => form.set({ omitted: event.currentTarget.value })}
          >
            <option value="keep">{words.omitted.keep}</option>
            <option value="forget">{words.omitted.forget}</option>
          </select>
        )}
      </Field>
      <Line field="forgetAfter" form={form} faults={faults} disabled={disabled} />
    </FormCard>
  );
}
