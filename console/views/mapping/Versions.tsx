/** What the schema was before, newest first; an old version comes back as a draft, and so through the review. */
import { useState } from 'preact/hooks';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { listVersions, readVersion } from '../../api/schema';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Dialog } from '../../parts/Dialog';
import { Problem, Skeleton } from '../../parts/Empty';
import { Time } from '../../parts/Time';
import { initiatorName } from '../../rules/audit';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { versionWords as words } from '../../text/mapping';
import { CompareVersions } from './CompareVersions';

interface VersionsProps {
  readonly job: JobFacts;
  readonly current: SynchronizationSchema;
  readonly onRestore: (draft: SynchronizationSchema) => void;
  readonly onClose: () => void;
}

export function Versions({ job, current, onRestore, onClose }: VersionsProps) {
  const { client } = useService();
  const [error, setError] = useState<unknown>();
  const versions = useAnswer({
    key: ['schema', job.jobId, 'versions'],
    load: (signal) => listVersions(client, job.jobId, signal),
  });

  async function restore(version: string): Promise<void> {
    try {
      const { schema } = await readVersion(client, job.jobId, version);
      onRestore({ ...schema, id: current.id, version: current.version });
    } catch (thrown) {
      setError(thrown);
    }
  }

  return (
    <Dialog title={words.title} wide onClose={onClose} closeWord={words.close}>
      <p class="muted">{words.lede}</p>
      {versions.data === undefined && versions.error === undefined && <Skeleton />}
      {(error ?? versions.error) !== undefined && <Problem error={error ?? versions.error} again={versions.again} />}
      {versions.data?.length === 0 && <p>{words.none}</p>}
      {versions.data !== undefined && versions.data.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.version}</th>
              <th scope="col">{words.saved}</th>
              <th scope="col">{words.by}</th>
              <th scope="col">
                <span class="vh">{words.restore}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.data.map(({ version, savedDateTime, savedBy }) => (
              <tr key={version}>
                <td>
                  <b>{version}</b>
                </td>
                <td>{savedDateTime !== null && <Time at={savedDateTime} />}</td>
                <td>{savedBy === null ? '' : initiatorName(savedBy, savedBy.service ?? '')}</td>
                <td>
                  {version === current.version ? (
                    <span class="muted">{words.same}</span>
                  ) : (
                    <Button small deed="configure" onClick={() => void restore(version)}>
                      {words.restore}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {versions.data !== undefined && versions.data.length > 1 && (
        <CompareVersions jobId={job.jobId} versions={versions.data} />
      )}
    </Dialog>
  );
}
