/** The whole schema as text: out of the console and back in, with every fault at its path. */
import { useState } from 'preact/hooks';
import { parseSchema } from '../../../shared/engine/review/parseSchema';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { Button } from '../../parts/Button';
import { Copy, CopyCurl } from '../../parts/Copy';
import { Dialog } from '../../parts/Dialog';
import { Icon } from '../../parts/Icon';
import { common } from '../../text/common';
import { jsonWords as words } from '../../text/mapping';

interface JsonDialogProps {
  /** Of the API. */
  readonly path: string;
  readonly draft: SynchronizationSchema;
  readonly canEdit: boolean;
  readonly onApply: (draft: SynchronizationSchema) => void;
  readonly onClose: () => void;
}

export function JsonDialog({ path, draft, canEdit, onApply, onClose }: JsonDialogProps) {
  const [text, setText] = useState(() => JSON.stringify(draft, null, 2));
  const [faults, setFaults] = useState<readonly string[]>([]);

  function apply(): void {
    const parsing = parsed(text);
    if (typeof parsing === 'string') setFaults([parsing]);
    else if (parsing.ok) onApply(parsing.schema);
    else setFaults(parsing.faults.map(({ path, message }) => `${path}: ${message}`));
  }

  const action = (
    <Button kind="primary" deed="configure" disabled={!canEdit} onClick={apply}>
      {words.apply}
    </Button>
  );
  return (
    <Dialog title={words.title} wide onClose={onClose} actions={action}>
      <p class="muted">{words.lede}</p>
      {faults.map((fault) => (
        <p key={fault} class="st fail" role="alert">
          <Icon name="failure" />
          {fault}
        </p>
      ))}
      <textarea
        class="textarea tall"
        aria-label={words.label}
        spellcheck={false}
        readOnly={!canEdit}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <span>
        <Copy text={() => text} label={common.copy} wordy />
        <CopyCurl path={path} />
      </span>
    </Dialog>
  );
}

/** @returns a text that says where it stops being JSON */
function parsed(text: string): ReturnType<typeof parseSchema> | string {
  try {
    return parseSchema(JSON.parse(text));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
