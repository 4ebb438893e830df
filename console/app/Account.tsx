/** Who is signed in, with which role, and how this browser shows things. */
import type { Signal } from '@preact/signals';
import { Icon } from '../parts/Icon';
import { Menu } from '../parts/Menu';
import { hasKeys, theme, zone } from '../state/preferences';
import { useService } from '../state/service';
import { keyWords, shell, signInWords } from '../text/shell';

export function Account({ onKeys }: { onKeys: () => void }) {
  const { me, session } = useService();
  const { displayName, userPrincipalName, kind, roles } = me.caller;
  const name = displayName ?? session.person?.displayName ?? userPrincipalName ?? signInWords.application;
  const role = kind === 'person' ? roles.at(-1)?.replace('Muster.', '') : undefined;
  return (
    <Menu
      label={shell.account}
      alignEnd
      button={({ isOpen, toggle }) => (
        <button type="button" class="me" aria-expanded={isOpen} onClick={toggle} title={shell.account}>
          <span class="avatar" aria-hidden="true">
            {initials(name)}
          </span>
          <span class="name">{name}</span>
          {role !== undefined && <span class="pill skip role">{role}</span>}
        </button>
      )}
    >
      {(close) => (
        <div class="account">
          {userPrincipalName !== null && <p class="muted">{userPrincipalName}</p>}
          <Choice name={shell.theme} options={Object.entries(shell.themes)} value={theme} />
          <Choice name={shell.times} options={Object.entries(shell.zones)} value={zone} />
          <Choice
            name={shell.singleKeys}
            options={[
              [true, shell.keysOn],
              [false, shell.keysOff],
            ]}
            value={hasKeys}
          />
          <button
            type="button"
            class="btn quiet"
            onClick={() => {
              close();
              onKeys();
            }}
          >
            <Icon name="keyboard" />
            {keyWords.title}
          </button>
          <button type="button" class="btn quiet" onClick={() => void session.signOut()}>
            <Icon name="leave" />
            {shell.signOut}
          </button>
        </div>
      )}
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase();
}

interface ChoiceProps<T> {
  readonly name: string;
  readonly options: readonly (readonly [value: unknown, title: string])[];
  readonly value: Signal<T>;
}

function Choice<T>({ name, options, value }: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend>{name}</legend>
      {options.map(([option, title]) => (
        <label key={title}>
          <input
            type="radio"
            name={name}
            checked={value.value === option}
            onChange={() => {
              value.value = option as T;
            }}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}
