/** A field of a form: what it is called, what is typed, what helps, and what is wrong with it. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './Icon';

interface FieldProps {
  readonly label: string;
  /** How the API calls it. */
  readonly name?: string | undefined;
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  readonly children: (told: Told) => ComponentChildren;
}

/** What the control itself must say. */
export interface Told {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

export function Field({ label, name, hint, fault, children }: FieldProps) {
  const id = useId();
  const isTold = hint !== undefined || fault !== undefined;
  return (
    <div class="field">
      <span class="label-line">
        <label for={id}>{label}</label>
        {name !== undefined && <code class="muted">{name}</code>}
      </span>
      {children({
        id,
        'aria-describedby': isTold ? `${id}-told` : undefined,
        'aria-invalid': fault === undefined ? undefined : true,
      })}
      {isTold && (
        <span id={`${id}-told`} class="hint">
          {fault !== undefined && (
            <span class="st fail">
              <Icon name="failure" />
              {fault}
            </span>
          )}
          {fault === undefined && hint}
        </span>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly disabled?: boolean;
  readonly placeholder?: string | undefined;
  readonly numeric?: boolean;
}

export function TextField({
  value,
  onChange,
  disabled = false,
  placeholder,
  numeric = false,
  ...field
}: TextFieldProps) {
  return (
    <Field {...field}>
      {(told) => (
        <input
          {...told}
          class={`input${numeric ? ' short' : ''}`}
          autocomplete="off"
          spellcheck={false}
          inputMode={numeric ? 'decimal' : undefined}
          disabled={disabled}
          placeholder={placeholder}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
