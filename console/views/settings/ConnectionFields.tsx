/** The ways a job may be let into its directory, and the fields of the one that is chosen. Also where there is no job yet. */
import { isKeyVaultReference } from '../../../shared/engine/job/secretKeys';
import { Button } from '../../parts/Button';
import { Field, TextField } from '../../parts/Field';
import { Icon } from '../../parts/Icon';
import { type ConnectionField, type TargetKind, waysOf } from '../../rules/job/connection';
import { type ConnectionFault, type ConnectionValues, isKept, MASK, wayIn } from '../../rules/job/connectionForm';
import { fieldWords, connectionWords as words } from '../../text/connection';

interface ConnectionFieldsProps {
  readonly kind: TargetKind;
  readonly values: ConnectionValues;
  /** By key; those of fields that nobody has come to yet are left out. */
  readonly faults: Readonly<Record<string, ConnectionFault>>;
  readonly disabled: boolean;
  /** What is saved, where a secret may be kept. */
  readonly saved: ConnectionValues;
  readonly onChange: (changes: Readonly<Record<string, string>>) => void;
}

export function ConnectionFields({ kind, values, faults, disabled, saved, onChange }: ConnectionFieldsProps) {
  const ways = waysOf(kind);
  const way = wayIn(kind, values);
  return (
    <>
      {ways.length > 1 && (
        <Field label={words.way} hint={way.id === 'service' ? words.serviceHint : undefined}>
          {(told) => (
            <select
              {...told}
              class="select"
              disabled={disabled}
              value={way.id}
              onChange={(event) => onChange({ way: event.currentTarget.value })}
            >
              {ways.map(({ id }) => (
                <option key={id} value={id}>
                  {words.ways[id]}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {way.fields.map((field) => (
        <Value
          key={field.key}
          kind={kind}
          field={field}
          value={values[field.key] ?? ''}
          isKept={isKept(values, field)}
          was={saved[field.key] ?? ''}
          fault={faults[field.key]}
          disabled={disabled}
          onChange={(value) => onChange({ [field.key]: value })}
        />
      ))}
    </>
  );
}

interface ValueProps {
  readonly kind: TargetKind;
  readonly field: ConnectionField;
  readonly value: string;
  readonly isKept: boolean;
  /** What is saved, or the mask. */
  readonly was: string;
  readonly fault: ConnectionFault | undefined;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

function Value({ kind, field, value, isKept: kept, was, fault, disabled, onChange }: ValueProps) {
  const { key, look, choices = [] } = field;
  const { label, hint } = fieldWords(kind, key, look === 'choice');
  const told = { label, name: key, hint, fault: fault && words.faults[fault] };
  // A reference says where a secret is, and is none.
  if (look === 'text' || isKeyVaultReference(was))
    return <TextField {...told} value={value} disabled={disabled} onChange={onChange} />;
  if (look === 'flag') {
    return (
      <label class="opt tall">
        <input
          type="checkbox"
          disabled={disabled}
          checked={/^(true|1)$/i.test(value)}
          onChange={(event) => onChange(event.currentTarget.checked ? 'True' : 'False')}
        />
        <span>
          <b>{label}</b>
          <small class="muted">{hint}</small>
        </span>
      </label>
    );
  }
  if (look === 'choice') {
    return (
      <Field {...told}>
        {(attributes) => (
          <select
            {...attributes}
            class="select"
            disabled={disabled}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          >
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choice === '' ? words.choiceNone : choice}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  }
  if (kept) {
    return (
      <Field {...told} hint={words.kept}>
        {(attributes) => (
          <span class="kept-secret">
            <input {...attributes} class="input" readOnly value="••••••••" />
            <Button disabled={disabled} onClick={() => onChange('')}>
              {words.replace}
            </Button>
          </span>
        )}
      </Field>
    );
  }
  return (
    <Field {...told} hint={hint ?? words.vaultHint}>
      {(attributes) => {
        const own = { ...attributes, disabled, spellcheck: false, autocomplete: 'off' as const, value };
        return (
          <span class="kept-secret">
            {look === 'pem' ? (
              <textarea {...own} class="textarea" onInput={(event) => onChange(event.currentTarget.value)} />
            ) : (
              <input
                {...own}
                type="password"
                autocomplete="new-password"
                class="input"
                onInput={(event) => onChange(event.currentTarget.value)}
              />
            )}
            {was === MASK && (
              <Button onClick={() => onChange(MASK)}>
                <Icon name="x" />
                {words.keep}
              </Button>
            )}
          </span>
        );
      }}
    </Field>
  );
}
