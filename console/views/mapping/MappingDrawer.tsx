/** One mapping, changed and tried beside the list. What is typed counts for the draft with *Done*. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { compileExpression } from '../../../shared/engine/expression';
import type { AttributeMapping, SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { compileAttributePath } from '../../../shared/scim/attributePath';
import { faultsOfMapping, type Surroundings, tryDraft } from '../../expression/tried';
import { Button } from '../../parts/Button';
import { Drawer } from '../../parts/Drawer';
import { Icon } from '../../parts/Icon';
import { Tabs } from '../../parts/Tabs';
import { attributesOf, mappingsOf, withMapping } from '../../rules/draft';
import { nullFlowOf, withNullFlow } from '../../rules/nullFlow';
import type { Subject } from '../../rules/subject';
import { readBy, usesOf } from '../../rules/uses';
import { useAskBeforeLeaving } from '../../state/leaving';
import { mappingDrawer as words } from '../../text/mapping';
import { BehaviourTab } from './BehaviourTab';
import { SourceTab } from './SourceTab';
import { TriedOn } from './TriedOn';
import { UsesTab } from './UsesTab';

interface MappingDrawerProps {
  readonly draft: SynchronizationSchema;
  readonly mapping: AttributeMapping;
  readonly subject: Subject | undefined;
  readonly around: Surroundings;
  readonly canEdit: boolean;
  readonly why: string | undefined;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onDone: (draft: SynchronizationSchema) => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
  readonly onDraw: () => void;
  readonly hrefOf: (target: string) => string;
}

const TABS = ['expression', 'behaviour', 'uses'] as const;

export function MappingDrawer(props: MappingDrawerProps) {
  const { draft, mapping, subject, around, canEdit, why, onDone, onClose } = props;
  const [edited, setEdited] = useState({ schema: draft, mapping });
  const [begun, setBegun] = useState(0);
  const begin = () => {
    setEdited({ schema: draft, mapping });
    setBegun((times) => times + 1);
  };
  useEffect(begin, [draft, mapping]);
  /** The draft with what was typed, where that can stand: whoever goes on to something else has not thrown it away. */
  const typed = useRef<SynchronizationSchema>(undefined);
  const done = useRef(onDone);
  done.current = onDone; // that of now: what was saved meanwhile is what the draft goes on from
  useEffect(
    () => () => {
      if (typed.current !== undefined) done.current(typed.current);
    },
    [mapping.targetAttributeName],
  );

  const target = mapping.targetAttributeName;
  const sources = attributesOf(edited.schema, 'source');
  const definition = attributesOf(draft, 'target').find(({ name }) => name === target);
  const candidate = useMemo(() => withMapping(edited.schema, edited.mapping), [edited]);
  const trial = useMemo(() => tryDraft(candidate, subject, around), [candidate, subject, around]);
  const attributes = useMemo(
    () => sources.map(({ name }) => ({ name, value: saidBy(subject, name) })),
    [sources, subject],
  );
  const index = mappingsOf(candidate).findIndex(({ targetAttributeName }) => targetAttributeName === target);
  const faults = trial.ok ? [] : faultsOfMapping(trial.faults, index);
  const text = edited.mapping.source?.expression;
  const compiles = text === undefined || compileExpression(text).ok;
  const isEdited = edited.mapping !== mapping || edited.schema !== draft;
  useAskBeforeLeaving(isEdited);
  const read = sources.filter(({ name }) => readBy(edited.mapping).includes(name));
  const isTaken = isEdited && canEdit && faults.length === 0;
  typed.current = isTaken ? candidate : undefined;
  const change = (next: AttributeMapping) => setEdited({ ...edited, mapping: next });

  return (
    <Drawer
      title={target}
      shown={target}
      badge={definition !== undefined && <span class="pill skip">{definition.type}</span>}
      onClose={onClose}
      foot={
        <>
          <Button
            deed="configure"
            icon="trash"
            onClick={() => {
              typed.current = undefined;
              props.onRemove();
            }}
          >
            {words.remove}
          </Button>
          <span class="grow" />
          <Button disabled={!isEdited} onClick={begin}>
            {words.undo}
          </Button>
          <Button kind="primary" disabled={!isTaken} why={why ?? faults[0]?.message} onClick={() => onDone(candidate)}>
            {words.done}
          </Button>
        </>
      }
    >
      <Tabs
        label={words.tabList}
        tabs={TABS.map((id) => ({ id, title: words.tabs[id] }))}
        selected={props.tab}
        onSelect={props.onTab}
      >
        <div class="form">
          {props.tab === 'behaviour' && (
            <BehaviourTab
              mapping={edited.mapping}
              definition={definition}
              nullFlow={nullFlowOf(edited.mapping, read)}
              onChange={change}
              onNullFlow={(choice) => {
                const names = read.map(({ name }) => name);
                const schema = withNullFlow(edited.schema, edited.mapping, names, choice);
                setEdited({ schema, mapping: { ...edited.mapping, flowNullValues: choice === 'clear' } });
              }}
              canEdit={canEdit}
            />
          )}
          {props.tab === 'uses' && (
            <UsesTab uses={usesOf(edited.mapping, mappingsOf(candidate))} hrefOf={props.hrefOf} />
          )}
          {props.tab === 'expression' && (
            <SourceTab
              key={`${target} ${begun}`}
              mapping={edited.mapping}
              onChange={change}
              definitions={sources}
              attributes={attributes}
              canEdit={canEdit}
            />
          )}
          {compiles &&
            faults.map(({ path, message }) => (
              <p key={path} class="st fail" role="status">
                <Icon name="failure" />
                {message}
              </p>
            ))}
          {props.tab !== 'uses' && (
            <TriedOn subject={subject} tried={trial.ok ? trial.values.get(target) : undefined} onDraw={props.onDraw} />
          )}
        </div>
      </Tabs>
    </Drawer>
  );
}

/** What somebody has of a source attribute, as the payload says it. */
function saidBy(subject: Subject | undefined, name: string): string | null | undefined {
  if (subject === undefined) return undefined;
  const value = compileAttributePath(name).read(subject.data);
  if (value === null) return null;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
