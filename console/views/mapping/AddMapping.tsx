/** A mapping more, or an attribute more that people may say. */
import { useId, useState } from 'preact/hooks';
import {
  type AttributeType,
  attributeDefinition,
  type SynchronizationSchema,
} from '../../../shared/engine/synchronizationSchema';
import { Button } from '../../parts/Button';
import { Dialog } from '../../parts/Dialog';
import { attributesOf, mappingsOf } from '../../rules/draft';
import { sourceNameFault } from '../../rules/sourceName';
import { mappingWords as words } from '../../text/mapping';

interface AddMappingProps {
  readonly draft: SynchronizationSchema;
  readonly onAdd: (target: string) => void;
  readonly onClose: () => void;
}

export function AddMapping({ draft, onAdd, onClose }: AddMappingProps) {
  const id = useId();
  const mapped = new Set(mappingsOf(draft).map(({ targetAttributeName }) => targetAttributeName));
  const free = attributesOf(draft, 'target').filter(
    ({ name, mutability }) => !mapped.has(name) && mutability !== 'ReadOnly',
  );
  const [chosen, setChosen] = useState(free[0]?.name ?? '');
  const action = (
    <Button kind="primary" disabled={chosen === ''} why={words.nothingToAdd} onClick={() => onAdd(chosen)}>
      {words.addVerb}
    </Button>
  );
  return (
    <Dialog title={words.addTitle} onClose={onClose} actions={action}>
      <div class="field">
        <label for={id}>{words.columns.target}</label>
        <select id={id} class="select" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {free.map(({ name, type }) => (
            <option key={name} value={name}>
              {name} ({type})
            </option>
          ))}
        </select>
        <span class="hint">{free.length === 0 ? words.nothingToAdd : words.addHint}</span>
      </div>
    </Dialog>
  );
}

interface AddSourceProps {
  readonly draft: SynchronizationSchema;
  readonly onAdd: (attribute: ReturnType<typeof attributeDefinition>) => void;
  readonly onClose: () => void;
}

const TYPES: readonly AttributeType[] = ['String', 'Boolean', 'Integer', 'DateTime', 'Reference', 'Binary'];

export function AddSource({ draft, onAdd, onClose }: AddSourceProps) {
  const id = useId();
  const [name, setName] = useState('');
  const [type, setType] = useState<AttributeType>('String');
  const [multivalued, setMany] = useState(false);
  const taken = attributesOf(draft, 'source').map((attribute) => attribute.name);
  const fault = sourceNameFault(name, taken);
  const action = (
    <Button
      kind="primary"
      disabled={fault !== undefined}
      onClick={() => onAdd(attributeDefinition(name, { type, multivalued }))}
    >
      {words.addSource}
    </Button>
  );
  return (
    <Dialog title={words.addSourceTitle} onClose={onClose} actions={action}>
      <div class="field">
        <label for={`${id}-name`}>{words.sourceName}</label>
        <input
          id={`${id}-name`}
          class="input"
          autocomplete="off"
          value={name}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setName(event.currentTarget.value.trim())}
        />
        <span id={`${id}-hint`} class="hint">
          {name === '' || fault === undefined
            ? words.addSourceHint
            : { taken: words.sourceTaken, wrong: words.sourceWrong }[fault]}
        </span>
      </div>
      <div class="field">
        <label for={`${id}-type`}>{words.sourceType}</label>
        <select
          id={`${id}-type`}
          class="select"
          value={type}
          onChange={(event) => setType(event.currentTarget.value as AttributeType)}
        >
          {TYPES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </div>
      <label class="opt">
        <input type="checkbox" checked={multivalued} onChange={(event) => setMany(event.currentTarget.checked)} />
        {words.sourceMany}
      </label>
    </Dialog>
  );
}
