/** What a mapping takes: an attribute as it is, a text, or an expression with its editor. */
import type { ComponentChildren } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import lazy from 'preact-iso/lazy';
import { compileExpression } from '../../../shared/engine/expression';
import type { AttributeDefinition, AttributeMapping } from '../../../shared/engine/synchronizationSchema';
import { type SourceAttribute, signatureAt } from '../../expression/completion';
import { marksOf } from '../../expression/marks';
import { Icon } from '../../parts/Icon';
import { kindOf, type SourceKind, withExpression } from '../../rules/draft';
import { mappingDrawer as words } from '../../text/mapping';

const Editor = lazy(() => import('../../expression/Editor'));

interface SourceTabProps {
  readonly mapping: AttributeMapping;
  readonly onChange: (mapping: AttributeMapping) => void;
  readonly definitions: readonly AttributeDefinition[];
  readonly attributes: readonly SourceAttribute[];
  readonly canEdit: boolean;
}

const KINDS: readonly SourceKind[] = ['direct', 'constant', 'expression', 'none'];

export function SourceTab(props: SourceTabProps) {
  const { mapping, onChange, definitions } = props;
  const [kind, setKind] = useState(kindOf(mapping));
  const name = useId();

  function choose(next: SourceKind): void {
    setKind(next);
    if (next === 'none') onChange({ ...mapping, source: null });
    if (next === 'direct' && kindOf(mapping) !== 'direct') {
      onChange(withExpression(mapping, `[${definitions[0]?.name ?? ''}]`));
    }
    if (next === 'constant' && kindOf(mapping) !== 'constant') onChange(withExpression(mapping, '""'));
  }

  return (
    <>
      <div class="field">
        <span class="lab" id={`${name}-label`}>
          {words.kind}
        </span>
        <div class="choice" role="radiogroup" aria-labelledby={`${name}-label`}>
          {KINDS.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name={name}
                checked={kind === each}
                disabled={!props.canEdit}
                onChange={() => choose(each)}
              />
              <span>{words.kinds[each]}</span>
            </label>
          ))}
        </div>
      </div>
      <Source {...props} kind={kind} />
    </>
  );
}

function Source({ kind, ...props }: SourceTabProps & { kind: SourceKind }) {
  const { mapping, onChange, definitions, canEdit } = props;
  const text = mapping.source?.expression ?? '';
  switch (kind) {
    case 'none':
      return null;
    case 'direct':
      return (
        <Field label={words.attribute}>
          {(id) => (
            <select
              id={id}
              class="select"
              disabled={!canEdit}
              value={text.trim().slice(1, -1)}
              onChange={(event) => onChange(withExpression(mapping, `[${event.currentTarget.value}]`))}
            >
              {definitions.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case 'constant':
      return (
        <Field label={words.constant}>
          {(id) => (
            <input
              id={id}
              class="input"
              readOnly={!canEdit}
              value={unquoted(text)}
              onInput={(event) => onChange(withExpression(mapping, quoted(event.currentTarget.value)))}
            />
          )}
        </Field>
      );
    case 'expression':
      return <Expression {...props} />;
  }
}

function Expression({ mapping, onChange, attributes, canEdit }: SourceTabProps) {
  const text = mapping.source?.expression ?? '';
  const [cursor, setCursor] = useState(text.length);
  const faults = useMemo(() => {
    const compilation = compileExpression(text);
    return compilation.ok || text.trim() === '' ? [] : compilation.faults;
  }, [text]);
  const marks = useMemo(() => marksOf(text, faults), [text, faults]);
  const help = signatureAt(text, cursor);
  return (
    <div class="field">
      <span class="lab">
        {words.expression}
        <span class="grow" />
        <span class="muted">{words.completes}</span>
      </span>
      <Editor
        label={words.expression}
        value={text}
        onChange={(next) => onChange(withExpression(mapping, next))}
        onCursor={setCursor}
        attributes={attributes}
        marks={marks}
        readOnly={!canEdit}
      />
      <div class="faults" role="status">
        {faults.map(({ column, message }) => (
          <p key={`${column}`} class="st fail">
            <Icon name="failure" />
            {words.column(column, message)}
          </p>
        ))}
        {faults.length === 0 && help !== undefined && (
          <p class="signature">
            <code>
              <b class="fn">{help.name}</b>(
              {help.parameters.map((parameter, index) => (
                <span key={parameter}>
                  {index > 0 && ', '}
                  {index === help.active ? <b>{parameter}</b> : parameter}
                </span>
              ))}
              )
            </code>
            <span class="muted"> {help.help}</span>
          </p>
        )}
      </div>
    </div>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ComponentChildren }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id)}
    </div>
  );
}

const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const unquoted = (text: string) =>
  text
    .trim()
    .slice(1, -1)
    .replaceAll(/\\(["\\])/g, '$1');
