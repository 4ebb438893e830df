/** Some fields that are saved together: their own *Save*, what came of it, and the service's word where it refuses. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { messagesOf } from '../api/errors';
import type { Deed } from '../rules/rights';
import { common } from '../text/common';
import { Button } from './Button';
import { Icon } from './Icon';

interface FormCardProps {
  readonly title: string;
  readonly deed: Deed;
  readonly isChanged: boolean;
  /** What must be put right first, a sentence. */
  readonly fault?: string | undefined;
  /** Beside the title. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
  /** @throws what is then shown */
  readonly onSave: () => Promise<void>;
  readonly onDiscard: () => void;
}

type State = 'idle' | 'saving' | 'saved' | readonly string[];

export function FormCard({ title, deed, isChanged, fault, tools, children, onSave, onDiscard }: FormCardProps) {
  const [state, setState] = useState<State>('idle');

  async function save(): Promise<void> {
    setState('saving');
    try {
      await onSave();
      setState('saved');
    } catch (error) {
      setState(messagesOf(error));
    }
  }

  const isReady = isChanged && fault === undefined && state !== 'saving';
  return (
    <form
      class="card form-card"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void save();
      }}
    >
      <header>
        <h2>{title}</h2>
        <span class="grow" />
        {tools}
      </header>
      <div class="fields">{children}</div>
      {Array.isArray(state) && (
        <div class="pad faults" role="alert">
          {state.map((message) => (
            <p key={message} class="st fail">
              <Icon name="failure" />
              {message}
            </p>
          ))}
        </div>
      )}
      <footer>
        <span class="grow" role="status">
          {isChanged ? fault : state === 'saved' && <SavedWord />}
        </span>
        <Button
          disabled={!isChanged}
          onClick={() => {
            setState('idle');
            onDiscard();
          }}
        >
          {common.discard}
        </Button>
        <Button type="submit" deed={deed} kind={isReady ? 'primary' : 'plain'} disabled={!isReady} why={fault}>
          {state === 'saving' ? common.saving : common.save}
        </Button>
      </footer>
    </form>
  );
}

const SavedWord = () => (
  <span class="st ok">
    <Icon name="success" />
    {common.saved}
  </span>
);
