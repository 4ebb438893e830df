/** A bar of filters: a field for the person, chips for all else. What it says is in the address. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../state/keys';
import { hiddenColumns } from '../state/preferences';
import { filters as words } from '../text/filters';
import { Icon } from './Icon';
import { Menu } from './Menu';

export function Filters({ children }: { children: ComponentChildren }) {
  return <div class="filters">{children}</div>;
}

const TYPING_MS = 300;

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder: string;
}

/** `/` comes here from anywhere. What is typed counts when the typing pauses. */
export function SearchField({ value, onChange, label, placeholder }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const told = useRef(value);
  useKeys({ '/': () => input.current?.focus() });
  useEffect(() => {
    if (value !== told.current) setText(value); // changed from elsewhere: Back, or a cleared filter
    told.current = value;
  }, [value]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      onChange(text);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="search">
      <Icon name="search" />
      <span class="vh">{label}</span>
      <input
        ref={input}
        type="search"
        placeholder={placeholder}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}

interface ChipProps {
  readonly name: string;
  /** In words; `undefined`: not set. */
  readonly value: string | undefined;
  readonly onClear?: (() => void) | undefined;
  readonly children: (close: () => void) => ComponentChildren;
}

/** One filter: its name, what it is set to, and a sheet to set it. */
export function Chip({ name, value, onClear, children }: ChipProps) {
  const isSet = value !== undefined && onClear !== undefined;
  return (
    <span class="chips">
      <Menu
        label={name}
        button={({ isOpen, toggle }) => (
          <button type="button" class={`chip${isSet ? ' on' : ''}`} aria-expanded={isOpen} onClick={toggle}>
            <span>{name}</span>
            <b>{value ?? words.any}</b>
            {!isSet && <Icon name="down" />}
          </button>
        )}
      >
        {children}
      </Menu>
      {isSet && (
        <button type="button" class="chip on clear" aria-label={words.remove(name)} onClick={onClear}>
          <Icon name="x" />
        </button>
      )}
    </span>
  );
}

interface ChoicesProps {
  readonly options: readonly { readonly value: string; readonly title: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** One of them alone. */
  readonly single?: boolean;
  readonly name: string;
}

export function Choices({ options, chosen, onChange, single = false, name }: ChoicesProps) {
  const toggle = (value: string) => {
    if (single) return onChange([value]);
    return onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  };
  return (
    <>
      {options.map(({ value, title }) => (
        <label key={value} class="opt">
          <input
            type={single ? 'radio' : 'checkbox'}
            name={name}
            checked={chosen.includes(value)}
            onChange={() => toggle(value)}
          />
          {title}
        </label>
      ))}
    </>
  );
}

interface ColumnChoiceProps {
  /** Its name, by which the table knows what is not wanted. */
  readonly list: string;
  /** Those that may be missed: what leads to the record is none of them. */
  readonly columns: readonly { readonly id: string; readonly title: string }[];
}

/** Which columns a list has, kept in this browser. */
export function ColumnChoice({ list, columns }: ColumnChoiceProps) {
  const hidden = hiddenColumns.value[list] ?? [];
  const ids = columns.map(({ id }) => id);
  return (
    <Menu
      label={words.columns}
      alignEnd
      button={({ isOpen, toggle }) => (
        <button type="button" class="chip" aria-expanded={isOpen} onClick={toggle}>
          {words.columns}
          <Icon name="down" />
        </button>
      )}
    >
      {() => (
        <Choices
          name={words.columns}
          options={columns.map(({ id, title }) => ({ value: id, title }))}
          chosen={ids.filter((id) => !hidden.includes(id))}
          onChange={(chosen) => {
            hiddenColumns.value = { ...hiddenColumns.value, [list]: ids.filter((id) => !chosen.includes(id)) };
          }}
        />
      )}
    </Menu>
  );
}
