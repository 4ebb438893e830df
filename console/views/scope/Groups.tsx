/** Groups as cards: a person is in scope where all clauses of any group hold. */
import { useId } from 'preact/hooks';
import type { AttributeDefinition, FilterClause, FilterGroup } from '../../../shared/engine/synchronizationSchema';
import { Button } from '../../parts/Button';
import {
  clauseFor,
  dropped,
  newGroup,
  operatorsFor,
  replaced,
  shortName,
  takesOperand,
  testable,
  withOperator,
} from '../../rules/scope';
import { scopeWords as words } from '../../text/scope';

interface GroupsProps {
  readonly groups: readonly FilterGroup[];
  readonly attributes: readonly AttributeDefinition[];
  readonly onChange: (groups: readonly FilterGroup[]) => void;
  readonly canEdit: boolean;
}

export function Groups({ groups, attributes, onChange, canEdit }: GroupsProps) {
  const choices = testable(attributes);
  const [first] = choices;
  return (
    <div class="groups">
      {groups.map((group, index) => (
        <div key={`${index}`}>
          {index > 0 && <p class="or">{words.or}</p>}
          <Group
            group={group}
            choices={choices}
            canEdit={canEdit}
            onChange={(next) => onChange(replaced(groups, index, next))}
            onRemove={() => onChange(dropped(groups, index))}
          />
        </div>
      ))}
      <div>
        <Button
          icon="plus"
          deed="configure"
          onClick={() => first && onChange([...groups, newGroup(first, groups.length + 1)])}
        >
          {words.addGroup}
        </Button>
      </div>
    </div>
  );
}

interface GroupProps {
  readonly group: FilterGroup;
  readonly choices: readonly AttributeDefinition[];
  readonly canEdit: boolean;
  readonly onChange: (group: FilterGroup) => void;
  readonly onRemove: () => void;
}

function Group({ group, choices, canEdit, onChange, onRemove }: GroupProps) {
  const [first] = choices;
  const { clauses } = group;
  return (
    <section class="card">
      <header>
        <input
          class="input name"
          aria-label={words.groupName}
          value={group.name}
          readOnly={!canEdit}
          onInput={(event) => onChange({ ...group, name: event.currentTarget.value })}
        />
        <span class="grow" />
        <Button
          small
          kind="quiet"
          icon="trash"
          deed="configure"
          label={words.removeGroup(group.name)}
          onClick={onRemove}
        />
      </header>
      <ul class="clauses">
        {clauses.map((clause, index) => (
          <Clause
            key={`${index}`}
            clause={clause}
            choices={choices}
            canEdit={canEdit}
            onChange={(next) => onChange({ ...group, clauses: replaced(clauses, index, next) })}
            onRemove={() => onChange({ ...group, clauses: dropped(clauses, index) })}
          />
        ))}
      </ul>
      <div class="pad">
        <Button
          small
          icon="plus"
          deed="configure"
          onClick={() => first && onChange({ ...group, clauses: [...clauses, clauseFor(first)] })}
        >
          {words.addClause}
        </Button>
      </div>
    </section>
  );
}

interface ClauseProps {
  readonly clause: FilterClause;
  readonly choices: readonly AttributeDefinition[];
  readonly canEdit: boolean;
  readonly onChange: (clause: FilterClause) => void;
  readonly onRemove: () => void;
}

function Clause({ clause, choices, canEdit, onChange, onRemove }: ClauseProps) {
  const id = useId();
  const attribute = choices.find(({ name }) => name === clause.sourceOperandName);
  const [value = ''] = clause.targetOperand.values;
  const names = choices.map(({ name }) => name);
  const operators = operatorsFor(attribute);
  const known = <T,>(list: readonly T[], one: T) => (list.includes(one) ? list : [one, ...list]);
  return (
    <li>
      <div class="field">
        <label for={`${id}-attribute`}>{words.attribute}</label>
        <select
          id={`${id}-attribute`}
          class="select"
          disabled={!canEdit}
          value={clause.sourceOperandName}
          onChange={(event) => {
            const chosen = choices.find(({ name }) => name === event.currentTarget.value);
            if (chosen) onChange(clauseFor(chosen, clause));
          }}
        >
          {known(names, clause.sourceOperandName).map((name) => (
            <option key={name} value={name}>
              {shortName(name)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`${id}-operator`}>{words.operator}</label>
        <select
          id={`${id}-operator`}
          class="select"
          disabled={!canEdit}
          value={clause.operatorName}
          onChange={(event) => onChange(withOperator(clause, event.currentTarget.value))}
        >
          {known(operators, clause.operatorName).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      {takesOperand(clause.operatorName) && (
        <div class="field">
          <label for={`${id}-value`}>{words.value}</label>
          <input
            id={`${id}-value`}
            class="input"
            readOnly={!canEdit}
            value={value}
            onInput={(event) => onChange({ ...clause, targetOperand: { values: [event.currentTarget.value] } })}
          />
        </div>
      )}
      <Button small kind="quiet" icon="x" deed="configure" label={words.removeClause} onClick={onRemove} />
    </li>
  );
}
