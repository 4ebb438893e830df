import { useId, useState } from 'preact/hooks';
import { Button } from '../../parts/Button';
import { Chip, Choices, ColumnChoice, Filters, SearchField } from '../../parts/Filters';
import { Icon } from '../../parts/Icon';
import { Menu } from '../../parts/Menu';
import { common } from '../../text/common';
import { filters as filterWords } from '../../text/filters';
import { logsWords as words } from '../../text/logs';
import { LOG_COLUMNS, LOG_LIST } from './LogTable';
import type { FilterState } from './useFilter';

interface FilterBarProps {
  readonly jobId: string;
  readonly filter: FilterState;
  /** How many entries there are, in words. */
  readonly shown: string | undefined;
}

/** Whom, how it ended, when; and what is asked for more rarely behind one chip. */
export function FilterBar({ filter, shown }: FilterBarProps) {
  const { chips, range, change, clear, isSet } = filter;
  const several = (name: 'status' | 'action') => ({
    chosen: chips[name] ?? [],
    onChange: (chosen: readonly string[]) => change({ [name]: chosen.join(',') || undefined }),
    onClear: chips[name] === undefined ? undefined : () => change({ [name]: undefined }),
  });
  const [status, action] = [several('status'), several('action')];
  const titles = words.statuses.filter(({ value }) => status.chosen.includes(value)).map(({ title }) => title);
  const rangeTitle = words.ranges.find(({ value }) => value === range)?.title;
  const time = rangeTitle ?? (chips.from !== undefined || chips.to !== undefined ? span(chips) : undefined);
  return (
    <Filters>
      <SearchField
        label={words.search}
        placeholder={words.placeholder}
        value={chips.person ?? ''}
        onChange={(person) => change({ person: person.trim() || undefined })}
      />
      <Chip name={words.status} value={titles.join(', ') || undefined} onClear={status.onClear}>
        {() => <Choices name={words.status} options={words.statuses} {...status} />}
      </Chip>
      <Chip name={words.action} value={action.chosen.join(', ') || undefined} onClear={action.onClear}>
        {() => (
          <Choices name={words.action} options={words.actions.map((value) => ({ value, title: value }))} {...action} />
        )}
      </Chip>
      <Chip
        name={words.time}
        value={time ?? words.anyTime}
        onClear={time === undefined ? undefined : () => change({ range: undefined, from: undefined, to: undefined })}
      >
        {(close) => (
          <Choices
            name={words.time}
            single
            options={words.ranges}
            chosen={range === undefined ? [] : [range]}
            onChange={([value]) => {
              change({ range: value, from: undefined, to: undefined });
              close();
            }}
          />
        )}
      </Chip>
      <Rarer filter={filter} />
      {isSet && (
        <Button kind="quiet" small onClick={clear}>
          {common.clearFilter}
        </Button>
      )}
      <span class="grow" />
      <span class="muted">{shown}</span>
      <ColumnChoice list={LOG_LIST} columns={LOG_COLUMNS} />
    </Filters>
  );
}

const span = ({ from = '…', to = '…' }: { readonly from?: string; readonly to?: string }) => `${from} – ${to}`;

const RARER = ['code', 'upload', 'cycle', 'target'] as const;

function Rarer({ filter: { chips, change } }: { filter: FilterState }) {
  const given = RARER.filter((name) => chips[name] !== undefined);
  return (
    <>
      {given.map((name) => (
        <Chip key={name} name={words[name]} value={chips[name]} onClear={() => change({ [name]: undefined })}>
          {(close) => <Field name={name} filter={chips[name] ?? ''} onSet={change} close={close} />}
        </Chip>
      ))}
      {given.length < RARER.length && (
        <Menu
          label={words.more}
          button={({ isOpen, toggle }) => (
            <button type="button" class="chip add" aria-expanded={isOpen} onClick={toggle}>
              <Icon name="plus" />
              {words.more}
            </button>
          )}
        >
          {(close) =>
            RARER.filter((name) => chips[name] === undefined).map((name) => (
              <Field key={name} name={name} filter="" onSet={change} close={close} />
            ))
          }
        </Menu>
      )}
    </>
  );
}

interface FieldProps {
  readonly name: (typeof RARER)[number];
  readonly filter: string;
  readonly onSet: FilterState['change'];
  readonly close: () => void;
}

function Field({ name, filter, onSet, close }: FieldProps) {
  const [text, setText] = useState(filter);
  const id = useId();
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        onSet({ [name]: text.trim() || undefined });
        close();
      }}
    >
      <label for={id}>{words[name]}</label>
      <div class="line">
        <input id={id} class="input" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <Button small type="submit">
          {filterWords.apply}
        </Button>
      </div>
    </form>
  );
}
