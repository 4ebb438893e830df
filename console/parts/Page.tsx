/** The head of every view: one question as its title, a sentence that answers it, and what can be done. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface PageProps {
  readonly title: string;
  /** The sentence that answers the title. */
  readonly lede?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
  /** Of the job, for the window's title. */
  readonly jobName?: string | undefined;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
}

/** Where the reader is told to be after a change of page; not at the first, where the browser has told it. */
let hasShown = false;

export function Page({ title, lede, actions, children, jobName, aside }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = [title, jobName, 'Muster'].filter(Boolean).join(' · ');
  }, [title, jobName]);
  useEffect(() => {
    if (hasShown) heading.current?.focus({ preventScroll: true });
    hasShown = true;
  }, []);
  return (
    <>
      <div class="head">
        <div>
          <div class="title">
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {aside}
          </div>
          {lede !== undefined && <p>{lede}</p>}
        </div>
        <span class="grow" />
        {actions !== undefined && <div class="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
