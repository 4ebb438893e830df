/** Danger: what will be lost, in numbers; the verb on the button; typed where it cannot be undone (spec/console.md 5). */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { common } from '../text/common';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { messageOf } from './Empty';
import { Icon } from './Icon';

interface ConfirmProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** «Disable 36 accounts», never «OK». */
  readonly verb: string;
  /** Must be typed before the verb can be pressed: a number of deletions, or a job's name. */
  readonly typed?: string | undefined;
  readonly danger?: boolean;
  /** @throws what is then shown in the dialog */
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

export function Confirm({ title, children, verb, typed, danger = false, onConfirm, onClose }: ConfirmProps) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const isReady = !isBusy && (typed === undefined || text.trim() === typed);

  async function confirm(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setError(messageOf(thrown));
      setBusy(false);
    }
  }

  const action = (
    <Button kind={danger ? 'danger' : 'primary'} disabled={!isReady} onClick={() => void confirm()}>
      {verb}
    </Button>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={action} isDanger={danger}>
      {children}
      {typed !== undefined && (
        <div class="field">
          <label for={id}>{common.typeToConfirm(typed)}</label>
          <input
            id={id}
            class="input"
            autocomplete="off"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
      )}
      {error !== undefined && (
        <p class="st fail" role="alert">
          <Icon name="failure" />
          {error}
        </p>
      )}
    </Dialog>
  );
}
