import { Dialog } from '../parts/Dialog';
import { hasKeys } from '../state/preferences';
import { common } from '../text/common';
import { keyWords } from '../text/shell';

/** All keys there are. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={keyWords.title} onClose={onClose} closeWord={common.close}>
      {!hasKeys.value && <p class="muted">{keyWords.off}</p>}
      <dl class="keys">
        {keyWords.list.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
