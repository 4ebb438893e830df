/** Everything that has an id can be had: a button that puts a text where the next paste finds it. */
import { useEffect, useState } from 'preact/hooks';
import { type Asked, toCurl } from '../api/client';
import { announce } from '../state/live';
import { common } from '../text/common';
import { Icon } from './Icon';

const SHOWN_MS = 1_500;

interface CopyProps {
  /** What is copied, or what gives it when it is asked for. */
  readonly text: string | (() => string);
  /** What it is, for who does not see it: «Copy job id». */
  readonly label: string;
  /** Shows the label beside the icon. */
  readonly wordy?: boolean;
  readonly icon?: 'copy' | 'link' | 'terminal';
}

export function Copy({ text, label, wordy = false, icon = 'copy' }: CopyProps) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isDone]);

  async function copy(event: Event): Promise<void> {
    event.stopPropagation();
    await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
    setDone(true);
    announce(common.copied, true);
  }
  return (
    <button type="button" class="btn quiet small" onClick={copy} title={label} aria-label={wordy ? undefined : label}>
      <Icon name={isDone ? 'check' : icon} />
      {wordy && (isDone ? common.copied : label)}
    </button>
  );
}

interface CopyCurlProps extends Pick<Asked, 'method' | 'body'> {
  readonly path: string;
}

/** What a page shows can be had by the API: the call as a line for a shell, with the token as a variable. */
export function CopyCurl({ path, ...asked }: CopyCurlProps) {
  return <Copy text={() => toCurl(location.origin, path, asked)} label={common.copyCurl} wordy icon="terminal" />;
}
