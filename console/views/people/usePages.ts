import { useEffect, useState } from 'preact/hooks';
import { nextPath } from '../../api/client';
import { type FoundPerson, readPeople } from '../../api/people';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';

/** Pages of the list, one after the other; another question begins anew. */
export function usePages(path: string) {
  const { client } = useService();
  const [round, setRound] = useState(0);
  const [found, setFound] = useState<readonly FoundPerson[]>([]);
  const first = useAnswer({
    key: ['people', path, round],
    load: (signal) => readPeople(client, path, signal),
    keep: true,
  });
  const [next, setNext] = useState<string>();
  const [searched, setSearched] = useState(100);
  const [isLoading, setLoading] = useState(false);

  useEffect(() => {
    if (first.data === undefined || first.isKept) return;
    setFound(first.data.value);
    setNext(nextPath(first.data));
    setSearched(first.data.searchedPercent ?? 100);
  }, [first.data, first.isKept, path]);

  async function more(): Promise<void> {
    if (next === undefined || isLoading) return;
    setLoading(true);
    try {
      const page = await readPeople(client, next);
      setFound([...found, ...page.value]);
      setNext(nextPath(page));
      setSearched(page.searchedPercent ?? 100);
    } finally {
      setLoading(false);
    }
  }

  return {
    people: found,
    hasMore: next !== undefined,
    searched,
    isLoading: first.isLoading || isLoading,
    error: first.error,
    more: () => void more(),
    again: () => setRound(round + 1),
  };
}
