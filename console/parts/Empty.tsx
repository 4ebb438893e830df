/** What stands where nothing can be shown: nothing there yet, nothing that matches, an error, no right (spec/console.md 5). */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, isPassing, Unreachable } from '../api/errors';
import { common } from '../text/common';
import { Button } from './Button';
import { Copy } from './Copy';
import { Icon, type IconName } from './Icon';
import { useNow } from './Time';

interface EmptyProps {
  readonly title: string;
  readonly icon?: IconName;
  /** What to do next. */
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
}

export function Empty({ title, icon = 'inbox', children, actions }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children !== undefined && <div class="muted">{children}</div>}
      {actions !== undefined && <div class="actions">{actions}</div>}
    </div>
  );
}

/** What was asked, the service's words, its request id and another try. */
export function Problem({ error, again }: { error: unknown; again?: () => void }) {
  const retry = again && (
    <Button icon="retry" onClick={again}>
      {common.tryAgain}
    </Button>
  );
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Empty icon="search" title={common.notFoundTitle} actions={retry}>
        <p>{common.notFound}</p>
        <p>{error.message}</p>
      </Empty>
    );
  }
  if (error instanceof ApiError && error.status === 403) {
    return (
      <Empty icon="hand" title={common.noRightTitle}>
        <p>{error.message}</p>
      </Empty>
    );
  }
  const asked = error instanceof ApiError ? error.facts.asked : error instanceof Unreachable ? error.asked : undefined;
  const requestId = error instanceof ApiError ? error.facts.requestId : undefined;
  const waitSeconds = error instanceof ApiError && isPassing(error) ? error.facts.retryAfterSeconds : undefined;
  return (
    <div class="problem" role="alert">
      <Icon name="failure" />
      <div>
        <h2>{common.failed}</h2>
        <p>{error instanceof Unreachable ? common.unreachable : messageOf(error)}</p>
        {waitSeconds !== undefined && <Patience key={messageOf(error)} seconds={waitSeconds} />}
        {asked !== undefined && (
          <p class="muted">
            {common.asked} <code>{asked}</code>
          </p>
        )}
        {requestId !== undefined && (
          <p class="muted">
            {common.requestId} <code>{requestId}</code>
            <Copy text={requestId} label={`${common.copy} ${common.requestId}`} />
          </p>
        )}
        {retry}
      </div>
    </div>
  );
}

/** Counts down to the next try, which is made by itself. */
function Patience({ seconds }: { seconds: number }) {
  const [since] = useState(() => Date.now());
  const left = Math.ceil(seconds - (useNow(1_000) - since) / 1_000);
  return <p class="muted">{common.retryIn(Math.max(0, left))}</p>;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const PATIENCE_MS = 150;

/** The layout that is to come, as grey bars: not at once, because most answers come sooner. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={`skeleton${isShown ? '' : ' early'}`} role="status" aria-label={common.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}
