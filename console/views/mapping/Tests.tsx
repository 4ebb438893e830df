/** The mapping tests of a job: how the draft does in each, another one made of the person tried, all of them as text. */
import { useId, useState } from 'preact/hooks';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { ApiError } from '../../api/errors';
import { mappingTestsPath } from '../../api/mappingTests';
import { testOf } from '../../expression/mappingTests';
import type { Surroundings } from '../../expression/tried';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Dialog } from '../../parts/Dialog';
import { Empty, messageOf, Problem, Skeleton } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import type { Subject } from '../../rules/subject';
import { common } from '../../text/common';
import { testWords as words } from '../../text/mappingTests';
import { TestList } from './TestList';
import type { TestState } from './useMappingTests';

interface TestsProps {
  readonly jobId: string;
  readonly state: TestState;
  /** `undefined`: it has faults. */
  readonly draft: SynchronizationSchema | undefined;
  readonly subject: Subject | undefined;
  readonly around: Surroundings;
  readonly onClose: () => void;
}

export function Tests({ jobId, state, draft, subject, around, onClose }: TestsProps) {
  const { tests, error, again, ran, red } = state;
  const [asText, setAsText] = useState<string>();
  const [faults, setFaults] = useState<readonly string[]>([]);

  async function save(next: readonly unknown[]): Promise<boolean> {
    try {
      await state.save(next);
      setFaults([]);
      return true;
    } catch (thrown) {
      setFaults(detailsOf(thrown));
      return false;
    }
  }

  async function take(text: string): Promise<void> {
    const list = listOf(text);
    if (typeof list === 'string') setFaults([list]);
    else if (await save(list)) setAsText(undefined);
  }

  const isText = asText !== undefined;
  const actions = isText ? (
    <Button kind="primary" deed="configure" onClick={() => void take(asText)}>
      {words.take}
    </Button>
  ) : null;
  return (
    <Dialog title={words.title} wide onClose={onClose} closeWord={common.close} actions={actions}>
      <p class="muted">{isText ? words.jsonHint : words.lede}</p>
      {faults.map((fault) => (
        <p key={fault} class="st fail" role="alert">
          <Icon name="failure" />
          {fault}
        </p>
      ))}
      {tests === undefined && (error === undefined ? <Skeleton /> : <Problem error={error} again={again} />)}
      {tests !== undefined && isText && (
        <textarea
          class="textarea tall"
          aria-label={words.title}
          spellcheck={false}
          value={asText}
          onInput={(event) => setAsText(event.currentTarget.value)}
        />
      )}
      {tests !== undefined && !isText && (
        <>
          {draft === undefined && <p class="st warn">{words.wrong}</p>}
          {tests.length === 0 && (
            <Empty title={words.none}>
              <p>{words.noneMore}</p>
            </Empty>
          )}
          {ran.length > 0 && <p role="status">{words.sum(ran.length - red, red)}</p>}
          <TestList ran={ran} onRemove={(index) => void save(tests.filter((_, each) => each !== index))} />
          {draft !== undefined && subject !== undefined && (
            <AddTest
              key={subject.externalId}
              person={subject.displayName}
              onAdd={(name) => save([...tests, testOf(draft, subject, name, around.defaultDomain)])}
            />
          )}
          {subject === undefined && <p class="muted">{words.nobody}</p>}
        </>
      )}
      <div class="actions">
        {tests !== undefined && (
          <Button small icon="file" onClick={() => setAsText(isText ? undefined : JSON.stringify(tests, null, 2))}>
            {isText ? words.list : words.json}
          </Button>
        )}
        <CopyCurl path={mappingTestsPath(jobId)} />
      </div>
    </Dialog>
  );
}

function AddTest({ person, onAdd }: { person: string; onAdd: (name: string) => Promise<boolean> }) {
  const [name, setName] = useState(words.nameOf(person));
  const id = useId();
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        void onAdd(name.trim());
      }}
    >
      <label for={id}>{words.addName(person)}</label>
      <div class="line">
        <input
          id={id}
          class="input grow"
          autocomplete="off"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" deed="configure" icon="plus" disabled={name.trim() === ''}>
          {words.add}
        </Button>
      </div>
      <span class="hint">{words.addHint}</span>
    </form>
  );
}

/** @returns a text that says where it is no list */
function listOf(text: string): readonly unknown[] | string {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    return messageOf(error);
  }
}

/** What the service refuses, each with its place. */
function detailsOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiError) || error.facts.details === undefined) return [messageOf(error)];
  return error.facts.details.map(({ message }) => message);
}
