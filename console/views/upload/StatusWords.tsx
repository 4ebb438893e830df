/** What the words of a status column mean: nobody but a person decides who leaves. */
import type { MappingFile } from '../../../cli/mapping/mappingFile';
import { withWord } from '../../rules/upload/columns';
import { columnWords as words } from '../../text/upload';

type Map = MappingFile['map'];

interface StatusWordsProps {
  readonly map: Map;
  readonly attribute: string;
  readonly onChange: (map: Map) => void;
}

const OPTIONS = [
  { value: '', title: words.undecided, means: null },
  { value: 'true', title: words.yes, means: true },
  { value: 'false', title: words.no, means: false },
] as const;

export function StatusWords({ map, attribute, onChange }: StatusWordsProps) {
  const rule = map[attribute];
  if (rule === undefined || typeof rule === 'string' || !('column' in rule)) return null;
  return (
    <div class="status-words" role="group" aria-label={words.words}>
      {Object.entries(rule.values).map(([word, meaning]) => (
        <label key={word} class="line">
          <code>{word}</code>
          <select
            class="select"
            value={meaning === null ? '' : String(meaning)}
            onChange={(event) => {
              const chosen = OPTIONS.find(({ value }) => value === event.currentTarget.value);
              onChange(withWord(map, attribute, word, chosen?.means ?? null));
            }}
          >
            {OPTIONS.map(({ value, title }) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
