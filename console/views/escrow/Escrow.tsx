/** Who fails, by cause and the most first: what to do, when they are tried again, and a try now. */

import { type CauseSummary, escrowSummaryPath, escrowsPath, readEscrowSummary, readEscrows } from '../../api/escrows';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { csvFile, Export } from '../../parts/Export';
import { Page } from '../../parts/Page';
import { escrowCsv } from '../../rules/listCsv';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { escrowWords as words } from '../../text/escrow';
import { useJobName } from '../useJobName';
import { CauseCard } from './CauseCard';

const EVERY_MS = 15_000;
const FILES = [csvFile('failing.csv', escrowCsv)] as const;

export default function Escrow({ jobId }: { jobId: string }) {
  const { client } = useService();
  const { query, set } = useUrl();
  const name = useJobName(jobId);
  const summary = useAnswer({
    key: ['escrows', jobId],
    load: (signal) => readEscrowSummary(client, jobId, signal),
    every: EVERY_MS,
  });
  const { data, error } = summary;
  const head = { title: words.title, jobName: name };
  if (data === undefined) {
    return (
      <Page {...head}>
        {error === undefined ? <Skeleton rows={6} /> : <Problem error={error} again={summary.again} />}
      </Page>
    );
  }
  return (
    <Page
      {...head}
      lede={words.lede(data.total, data.value.length)}
      actions={
        <>
          {data.total > 0 && (
            <Export
              path={escrowsPath(jobId)}
              read={(page, signal) => readEscrows(client, page, signal)}
              files={FILES}
            />
          )}
          <CopyCurl path={escrowSummaryPath(jobId)} />
        </>
      }
    >
      {data.total === 0 ? (
        <section class="card">
          <Empty title={words.none} icon="success">
            <p>{words.noneMore}</p>
          </Empty>
        </section>
      ) : (
        <ol class="stack" aria-label={words.causes}>
          {data.value.map((cause) => (
            <li key={keyOf(cause)}>
              <CauseCard
                jobId={jobId}
                cause={cause}
                total={data.total}
                isOpen={query.cause === keyOf(cause)}
                onToggle={() => set({ cause: query.cause === keyOf(cause) ? undefined : keyOf(cause) }, 'push')}
              />
            </li>
          ))}
        </ol>
      )}
    </Page>
  );
}

const keyOf = ({ code, attribute }: CauseSummary) => `${code} ${attribute ?? ''}`.trim();
