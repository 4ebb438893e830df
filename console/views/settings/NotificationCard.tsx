/** Who hears of a quarantine. */
import { patchSecrets, type Saved } from '../../api/settings';
import type { JobFacts } from '../../api/types';
import { TextField } from '../../parts/Field';
import { FormCard } from '../../parts/FormCard';
import {
  addressesIn,
  NOTIFICATION_KEY,
  notAddresses,
  notificationText,
  toNotification,
  withEnabled,
} from '../../rules/job/notification';
import { useFormDraft } from '../../state/formDraft';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { settingsWords as words } from '../../text/settings';

interface NotificationCardProps {
  readonly job: JobFacts;
  /** `undefined`: not for the reader to see; what the job tells is shown. */
  readonly saved: readonly Saved[] | undefined;
}

export function NotificationCard({ job, saved }: NotificationCardProps) {
  const { client } = useService();
  const { enabled, recipients } = job.notification;
  const shown =
    saved === undefined
      ? { enabled: withEnabled(enabled), recipients: recipients.join(', ') }
      : { ...toNotification(saved) };
  const form = useFormDraft(`notification.${job.jobId}`, shown);
  const wrong = notAddresses(form.values.recipients);
  const own = addressesIn(shown.recipients);
  const besides = recipients.filter((address) => !own.includes(address));
  const isNobody = addressesIn(form.values.recipients).length + besides.length === 0 || form.values.enabled === '';
  const fault = wrong.length > 0 ? words.noAddress(wrong) : undefined;

  async function save(): Promise<void> {
    const value = notificationText(saved ?? [], form.values);
    await patchSecrets(client, job.servicePrincipalId, [{ key: NOTIFICATION_KEY, value }]);
    await Promise.all([refresh('secrets', job.servicePrincipalId), refresh('job', job.jobId)]);
    form.discard();
  }

  return (
    <FormCard
      title={words.notification}
      deed="configure"
      isChanged={form.isChanged}
      fault={fault}
      onSave={save}
      onDiscard={form.discard}
    >
      <label class="opt">
        <input
          type="checkbox"
          disabled={saved === undefined}
          checked={form.values.enabled !== ''}
          onChange={(event) => form.set({ enabled: withEnabled(event.currentTarget.checked) })}
        />
        {words.enabled}
      </label>
      <TextField
        label={words.recipients}
        hint={words.recipientsHint}
        fault={fault}
        disabled={saved === undefined}
        value={form.values.recipients}
        onChange={(typed) => form.set({ recipients: typed })}
      />
      {besides.length > 0 && <p class="muted">{words.besides(besides)}</p>}
      {isNobody && <p class="muted">{words.nobody}</p>}
    </FormCard>
  );
}
