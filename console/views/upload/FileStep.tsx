/** Step 1: a file, dropped, chosen or pasted. Nothing of it leaves the browser here. */
import { useId, useRef, useState } from 'preact/hooks';
import { Button } from '../../parts/Button';
import { Icon } from '../../parts/Icon';
import { fileWords as words } from '../../text/upload';
import { FileFault, readSource, type SourceFile } from './readFile';

type Encoding = 'utf-8' | 'windows-1252';

export function FileStep({ onRead }: { onRead: (file: SourceFile) => void }) {
  const [isOver, setOver] = useState(false);
  const [isPasting, setPasting] = useState(false);
  const [text, setText] = useState('');
  const [rows, setRows] = useState<number>();
  const [fault, setFault] = useState<FileFault>();
  const input = useRef<HTMLInputElement>(null);
  const last = useRef<File>(undefined);
  const id = useId();

  async function read(file: File, encoding: Encoding = 'utf-8'): Promise<void> {
    last.current = file;
    setFault(undefined);
    setRows(0);
    try {
      onRead(await readSource(file, encoding, setRows));
    } catch (error) {
      setFault(error instanceof FileFault ? error : new FileFault(String(error)));
    }
    setRows(undefined);
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) void read(file);
  }

  return (
    <div class="pad stack">
      <div
        class={`drop${isOver ? ' over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="upload" />
        <b>{words.drop}</b>
        <p class="muted">{words.hint}</p>
        <div class="actions">
          <Button kind="primary" onClick={() => input.current?.click()}>
            {words.choose}
          </Button>
          <Button kind="quiet" expanded={isPasting} onClick={() => setPasting(!isPasting)}>
            {words.paste}
          </Button>
        </div>
        <input
          ref={input}
          class="vh"
          type="file"
          accept=".csv,.txt,.tsv,.json,text/csv,application/json"
          aria-label={words.choose}
          tabIndex={-1}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = '';
            if (file !== undefined) void read(file);
          }}
        />
      </div>
      {isPasting && (
        <div class="field">
          <label for={id}>{words.pasteLabel}</label>
          <textarea id={id} class="textarea" value={text} onInput={(event) => setText(event.currentTarget.value)} />
          <div class="actions">
            <Button disabled={text.trim() === ''} onClick={() => void read(new File([text], words.pasted))}>
              {words.use}
            </Button>
          </div>
        </div>
      )}
      <div role="status">{rows !== undefined && <span class="muted">{words.reading(rows)}</span>}</div>
      {fault !== undefined && (
        <div class="banner fail" role="alert">
          <Icon name="failure" />
          <b>{fault.message}</b>
          {fault.canBeLatin1 && (
            <div class="do">
              <Button onClick={() => last.current && void read(last.current, 'windows-1252')}>{words.asLatin1}</Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
