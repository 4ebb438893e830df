/** Everything that has an id can be had: a button that puts a text where the next paste finds it. */
import { useEffect, useState } from 'preact/hooks';
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
