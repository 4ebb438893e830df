/** A button that opens a small panel below it: filters, and what is done more rarely. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface MenuProps {
  readonly button: (open: { readonly isOpen: boolean; toggle(): void }) => ComponentChildren;
  /** @param close to be called when something was chosen */
  readonly children: (close: () => void) => ComponentChildren;
  readonly label: string;
  readonly alignEnd?: boolean;
}

export function Menu({ button, children, label, alignEnd = false }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  function close(): void {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('button')?.focus();
  }

  useEffect(() => {
    if (!isOpen) return;
    panel.current?.querySelector<HTMLElement>('input, select, button, a')?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [isOpen]);

  function keys(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !isOpen) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }

  return (
    <div class="menu" ref={root} onKeyDown={keys}>
      {button({ isOpen, toggle: () => setOpen(!isOpen) })}
      {isOpen && (
        <div class={`sheet${alignEnd ? ' end' : ''}`} ref={panel} role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
