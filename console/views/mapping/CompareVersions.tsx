/** How two versions of the schema differ, mapping by mapping. */
import { useId, useState } from 'preact/hooks';
import { readVersion, type SchemaVersion } from '../../api/schema';
import { Problem, Skeleton } from '../../parts/Empty';
import { changesOf, scopeDiffers } from '../../rules/draft';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { reviewWords, versionWords as words } from '../../text/mapping';
import { Changes } from './Changes';

interface CompareVersionsProps {
  readonly jobId: string;
  /** Newest first, two at least. */
  readonly versions: readonly SchemaVersion[];
}

export function CompareVersions({ jobId, versions }: CompareVersionsProps) {
  const { client } = useService();
  const [newest, before] = versions;
  const [from, setFrom] = useState(before?.version ?? '');
  const [to, setTo] = useState(newest?.version ?? '');
  const both = useAnswer({
    key: ['schema', jobId, 'versions', from, to],
    load: () => Promise.all([from, to].map((version) => readVersion(client, jobId, version))),
    keep: true,
  });
  const [old, next] = both.data ?? [];
  const changes = old && next && changesOf(old.schema, next.schema);
  const isSame = changes?.length === 0 && old && next && !scopeDiffers(old.schema, next.schema);
  return (
    <section class="field" aria-label={words.compare}>
      <div class="line">
        <Pick label={words.compare} versions={versions} chosen={from} onChoose={setFrom} />
        <Pick label={words.with} versions={versions} chosen={to} onChoose={setTo} />
      </div>
      {both.error !== undefined && <Problem error={both.error} again={both.again} />}
      {both.data === undefined && both.error === undefined && <Skeleton />}
      {changes && (
        <>
          <p role="status">{isSame ? words.alike : words.differs(changes.length)}</p>
          <Changes changes={changes} />
          {scopeDiffers(old.schema, next.schema) && <p>{reviewWords.scope}</p>}
        </>
      )}
    </section>
  );
}

interface PickProps {
  readonly label: string;
  readonly versions: readonly SchemaVersion[];
  readonly chosen: string;
  readonly onChoose: (version: string) => void;
}

function Pick({ label, versions, chosen, onChoose }: PickProps) {
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <select id={id} class="select short" value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {versions.map(({ version }) => (
          <option key={version} value={version}>
            {version}
          </option>
        ))}
      </select>
    </>
  );
}
