/** The attribute mapping: every mapping with what it makes of a real person, a drawer to change one, a review before saving. */
import { useMemo, useState } from 'preact/hooks';
import type { SynchronizationSchema } from '../../../shared/engine/synchronizationSchema';
import { schemaPath } from '../../api/schema';
import { tryDraft } from '../../expression/tried';
import { Button } from '../../parts/Button';
import { Problem, Skeleton } from '../../parts/Empty';
import { Chip, Choices, Filters, SearchField } from '../../parts/Filters';
import { Page } from '../../parts/Page';
import { Status } from '../../parts/Status';
import { changesOf, mappingsOf, newMapping, withMapping, withoutMapping, withSourceAttribute } from '../../rules/draft';
import { type Kept, rowsOf } from '../../rules/mappingRows';
import { missingRole } from '../../rules/rights';
import { jobPath } from '../../state/paths';
import { type SchemaDraft, useSchemaDraft } from '../../state/schemaDraft';
import { useService } from '../../state/service';
import { useSubject } from '../../state/subject';
import { useUrl } from '../../state/url';
import { common } from '../../text/common';
import { mappingWords as words } from '../../text/mapping';
import { testWords } from '../../text/mappingTests';
import { AddMapping, AddSource } from './AddMapping';
import { JsonDialog } from './JsonDialog';
import { MappingDrawer } from './MappingDrawer';
import { MappingTable } from './MappingTable';
import { PersonPicker } from './PersonPicker';
import { Review } from './Review';
import { Tests } from './Tests';
import { useMappingTests } from './useMappingTests';
import { useSurroundings } from './useSurroundings';
import { Versions } from './Versions';

type Opened = 'add' | 'source' | 'json' | 'review' | 'tests' | 'versions';

export default function Mapping({ jobId }: { jobId: string }) {
  const { found, error, again } = useSchemaDraft(jobId);
  if (found !== undefined) return <Loaded key={jobId} {...found} />;
  return (
    <Page title={words.title}>
      {error === undefined ? <Skeleton rows={12} /> : <Problem error={error} again={again} />}
    </Page>
  );
}

function Loaded(schema: SchemaDraft) {
  const { job, base, draft, change } = schema;
  const { me } = useService();
  const { query, set } = useUrl();
  const [opened, setOpened] = useState<Opened>();
  const person = useSubject(job.jobId);
  const role = missingRole(me.caller.permissions, 'configure');
  const { around, draw } = useSurroundings(job.defaultDomain);
  const trial = useMemo(() => tryDraft(draft, person.subject, around), [draft, person.subject, around]);
  const changes = changesOf(base.schema, draft);
  const tests = useMappingTests(job.jobId, trial.ok ? draft : undefined);
  const rows = rowsOf(draft, {
    changed: new Set(changes.map(({ target }) => target)),
    warnings: trial.ok ? trial.warnings : [],
    tried: trial.ok ? trial.values : new Map(),
  });
  const kept = (query.show ?? 'all') as Kept;
  const shown = rows.filter(({ matches }) => matches(query.find ?? '', kept));
  const opensAt = (target: string) => jobPath(job.jobId, 'mapping', { ...query, mapping: target });
  const selected = mappingsOf(draft).find(({ targetAttributeName }) => targetAttributeName === query.mapping);
  const close = () => set({ mapping: undefined, tab: undefined });
  const warned = rows.filter(({ warnings }) => warnings.length > 0).length;

  const shut = () => setOpened(undefined);
  function take(next: SynchronizationSchema): void {
    change(() => next);
    shut();
  }

  return (
    <Page
      title={words.title}
      jobName={job.displayName}
      lede={words.lede(job.source.name, job.target.name, base.schema.version, changes.length)}
      actions={
        <>
          <Button icon="file" onClick={() => setOpened('json')}>
            {words.json}
          </Button>
          <Button icon="clock" onClick={() => setOpened('versions')}>
            {words.versions}
          </Button>
          <Button icon={tests.red > 0 ? 'failure' : 'success'} onClick={() => setOpened('tests')}>
            {testWords.open(tests.red)}
          </Button>
          <Button disabled={!schema.isChanged} onClick={schema.discard}>
            {words.discard}
          </Button>
          <Button kind="primary" deed="configure" disabled={!schema.isChanged} onClick={() => setOpened('review')}>
            {words.review}
          </Button>
        </>
      }
    >
      <Filters>
        <SearchField
          value={query.find ?? ''}
          onChange={(find) => set({ find })}
          label={words.find}
          placeholder={words.findHint}
        />
        <Chip
          name={words.show}
          value={`${words.shows[kept]} ${shown.length}`}
          onClear={kept === 'all' ? undefined : () => set({ show: undefined })}
        >
          {(done) => (
            <Choices
              single
              name="show"
              chosen={[kept]}
              options={(Object.keys(words.shows) as Kept[]).map((value) => ({ value, title: words.shows[value] }))}
              onChange={([show]) => {
                set({ show });
                done();
              }}
            />
          )}
        </Chip>
        <PersonPicker {...person} />
        <span class="grow" />
        {warned > 0 && <Status kind="warning">{words.warnings(warned)}</Status>}
        <Button small icon="plus" deed="configure" onClick={() => setOpened('add')}>
          {words.add}
        </Button>
        <Button small icon="plus" deed="configure" onClick={() => setOpened('source')}>
          {words.addSource}
        </Button>
      </Filters>
      <div class={`card${selected === undefined ? '' : ' split wide'}`}>
        <div class="clip">
          <MappingTable
            rows={shown}
            person={person.subject?.displayName}
            selected={query.mapping}
            onOpen={(mapping) => set({ mapping }, 'push')}
            hrefOf={opensAt}
          />
        </div>
        {selected !== undefined && (
          <MappingDrawer
            draft={draft}
            mapping={selected}
            subject={person.subject}
            around={around}
            canEdit={role === undefined}
            why={role === undefined ? undefined : common.needs(role)}
            tab={query.tab ?? 'expression'}
            onTab={(tab) => set({ tab })}
            onDone={(next) => change(() => next)}
            onRemove={() => {
              change((now) => withoutMapping(now, selected.targetAttributeName));
              close();
            }}
            onClose={close}
            onDraw={draw}
            hrefOf={opensAt}
          />
        )}
      </div>
      {opened === 'add' && (
        <AddMapping
          draft={draft}
          onClose={shut}
          onAdd={(target) => {
            take(withMapping(draft, newMapping(target)));
            set({ mapping: target }, 'push');
          }}
        />
      )}
      {opened === 'source' && (
        <AddSource draft={draft} onClose={shut} onAdd={(attribute) => take(withSourceAttribute(draft, attribute))} />
      )}
      {opened === 'json' && (
        <JsonDialog path={schemaPath(job)} draft={draft} canEdit={role === undefined} onApply={take} onClose={shut} />
      )}
      {opened === 'tests' && (
        <Tests
          jobId={job.jobId}
          state={tests}
          draft={trial.ok ? draft : undefined}
          subject={person.subject}
          around={around}
          onClose={shut}
        />
      )}
      {opened === 'review' && <Review {...schema} people={person} around={around} onClose={shut} />}
      {opened === 'versions' && <Versions job={job} current={base.schema} onRestore={take} onClose={shut} />}
    </Page>
  );
}
