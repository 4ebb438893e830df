/** A body as it was answered, to read and to copy. */
import { common } from '../text/common';
import { Copy } from './Copy';

export function Json({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <div class="json">
      <Copy text={text} label={common.copy} wordy />
      <pre tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
    </div>
  );
}
