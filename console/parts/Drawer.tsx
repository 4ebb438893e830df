/** Detail beside its list, never in a new window. The focus goes to its title, and back to the row when it closes. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useKeys } from '../state/keys';
import { common } from '../text/common';
import { Button } from './Button';

interface DrawerProps {
  readonly title: ComponentChildren;
  /** What it shows; another one moves the focus to its title again. */
  readonly shown: string;
  /** Beside the title. */
  readonly badge?: ComponentChildren;
  readonly tools?: ComponentChildren;
  /** A line below the title. */
  readonly line?: ComponentChildren;
  readonly foot?: ComponentChildren;
  readonly children?: ComponentChildren;
  readonly onClose: () => void;
}

export function Drawer({ title, shown, badge, tools, line, foot, children, onClose }: DrawerProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef<Element | null>(null);
  const id = useId();
  useKeys({ Escape: onClose });
  useEffect(() => {
    before.current = document.activeElement;
    return () => {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
    };
  }, []);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [shown]);
  return (
    <aside class="drawer" aria-labelledby={id}>
      <header>
        <div class="line">
          <h2 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {badge}
          <span class="grow" />
          {tools}
          <Button kind="quiet" small icon="x" label={`${common.close} (Esc)`} onClick={onClose} />
        </div>
        {line !== undefined && <div class="line muted">{line}</div>}
      </header>
      {children}
      {foot !== undefined && <div class="foot">{foot}</div>}
    </aside>
  );
}
