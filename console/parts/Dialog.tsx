/** A question that must be answered before anything else: the browser's own dialog, which keeps the focus in and gives it back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { common } from '../text/common';
import { Button } from './Button';

interface DialogProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** At its foot, after *Cancel*. */
  readonly actions?: ComponentChildren;
  readonly onClose: () => void;
  readonly wide?: boolean;
  /** Said instead of *Cancel*, where there is nothing to be called off. */
  readonly closeWord?: string;
  /** The focus starts on *Cancel*, so that no Enter too many does what cannot be undone. */
  readonly isDanger?: boolean;
}

export function Dialog(props: DialogProps) {
  const { title, children, actions, onClose, wide = false, closeWord = common.cancel, isDanger = false } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const isOver = useRef(false);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    if (isDanger) foot.current?.querySelector('button')?.focus(); // *Cancel* is the first
    return () => {
      isOver.current = true; // its last event is for nobody: what comes instead may be another dialog
      element?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${wide ? ' wide' : ''}`}
      aria-labelledby={id}
      onClose={() => !isOver.current && onClose()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={id}>{title}</h2>
      <div class="body">{children}</div>
      <div class="foot" ref={foot}>
        <span class="grow" />
        <Button onClick={onClose}>{closeWord}</Button>
        {actions}
      </div>
    </dialog>
  );
}
