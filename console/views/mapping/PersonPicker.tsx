/** Whom the mappings are tried on. */
import { useEffect, useState } from 'preact/hooks';
import type { FoundPerson } from '../../api/people';
import { SearchField } from '../../parts/Filters';
import { Icon } from '../../parts/Icon';
import { Menu } from '../../parts/Menu';
import type { SubjectState } from '../../state/subject';
import { mappingDrawer as words } from '../../text/mapping';

export function PersonPicker({ subject, others, choose, search }: SubjectState) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly FoundPerson[]>();
  useEffect(() => {
    if (text === '') return setFound(undefined);
    let isCurrent = true;
    void search(text).then((people) => isCurrent && setFound(people));
    return () => {
      isCurrent = false;
    };
  }, [text]);
  return (
    <Menu
      label={words.choosePerson}
      alignEnd
      button={({ isOpen, toggle }) => (
        <button type="button" class="chip" aria-expanded={isOpen} onClick={toggle}>
          <span>{words.tried}</span>
          <b>{subject?.displayName ?? words.choosePerson}</b>
          <Icon name="down" />
        </button>
      )}
    >
      {(close) => (
        <>
          <SearchField value={text} onChange={setText} label={words.choosePerson} placeholder={words.choosePerson} />
          {(found ?? others).slice(0, 12).map(({ externalId, displayName }) => (
            <button
              key={externalId}
              type="button"
              class="btn quiet"
              onClick={() => {
                choose(externalId);
                close();
              }}
            >
              {displayName ?? externalId} <small class="muted">{externalId}</small>
            </button>
          ))}
        </>
      )}
    </Menu>
  );
}
