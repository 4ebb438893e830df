/** When a value flows, what stands in for none, and whether accounts are found by it. */
import { useId } from 'preact/hooks';
import type { AttributeDefinition, AttributeMapping, FlowType } from '../../../shared/engine/synchronizationSchema';
import type { NullFlow } from '../../rules/nullFlow';
import { mappingDrawer as words } from '../../text/mapping';

interface BehaviourTabProps {
  readonly mapping: AttributeMapping;
  readonly definition: AttributeDefinition | undefined;
  readonly nullFlow: NullFlow;
  readonly onChange: (mapping: AttributeMapping) => void;
  readonly onNullFlow: (choice: 'keep' | 'clear') => void;
  readonly canEdit: boolean;
}

const FLOWS: readonly FlowType[] = ['Always', 'ObjectAddOnly', 'AttributeAddOnly', 'ValueAddOnly', 'MultiValueAddOnly'];

export function BehaviourTab({ mapping, definition, nullFlow, onChange, onNullFlow, canEdit }: BehaviourTabProps) {
  const id = useId();
  const flows = definition?.multivalued === true ? FLOWS : FLOWS.slice(0, 3);
  const nulls: readonly NullFlow[] = nullFlow === 'half' ? ['half', 'keep', 'clear'] : ['keep', 'clear'];
  return (
    <>
      {definition?.required === true && <p class="muted">{words.required}</p>}
      <div class="field">
        <label for={`${id}-default`}>{words.defaultValue}</label>
        <input
          id={`${id}-default`}
          class="input"
          readOnly={!canEdit}
          value={mapping.defaultValue ?? ''}
          onInput={({ currentTarget: { value } }) =>
            onChange({ ...mapping, defaultValue: value === '' ? null : value })
          }
        />
        <span class="hint">{words.defaultHint}</span>
      </div>
      <div class="field">
        <label for={`${id}-apply`}>{words.apply}</label>
        <select
          id={`${id}-apply`}
          class="select"
          disabled={!canEdit}
          value={mapping.flowType}
          onChange={({ currentTarget: { value } }) => onChange({ ...mapping, flowType: value as FlowType })}
        >
          {[...new Set([...flows, mapping.flowType])].map((flow) => (
            <option key={flow} value={flow}>
              {words.applies[flow]}
            </option>
          ))}
        </select>
      </div>
      <fieldset class="field plain">
        <legend class="lab">{words.nulls}</legend>
        {nulls.map((choice) => (
          <label key={choice} class="opt">
            <input
              type="radio"
              name={`${id}-null`}
              disabled={!canEdit || choice === 'half'}
              checked={nullFlow === choice}
              onChange={() => choice !== 'half' && onNullFlow(choice)}
            />
            {words.nullKinds[choice]}
          </label>
        ))}
        <span class="hint">{words.nullHint}</span>
      </fieldset>
      <div class="field">
        <label for={`${id}-match`}>{words.matching}</label>
        <input
          id={`${id}-match`}
          class="input narrow"
          inputMode="numeric"
          readOnly={!canEdit}
          value={mapping.matchingPriority === 0 ? '' : String(mapping.matchingPriority)}
          onInput={({ currentTarget: { value } }) => onChange({ ...mapping, matchingPriority: priorityOf(value) })}
        />
        <span class="hint">{words.matchingHint}</span>
      </div>
    </>
  );
}

const priorityOf = (text: string): number => Number(/^\d{1,2}$/.exec(text.trim())?.[0] ?? 0);
