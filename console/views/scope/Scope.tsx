/** Who is provisioned: the scoping filter, tried on a real person, and what may be done to accounts at all. */
import { useMemo, useState } from 'preact/hooks';
import { schemaPath } from '../../api/schema';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Page } from '../../parts/Page';
import { attributesOf, peopleOf, scopeDiffers, scopeOf, withActions, withScope } from '../../rules/draft';
import { missingRole } from '../../rules/rights';
import { ACTIONS, actionsOf, groupsOf, sentenceOf, toFlowTypes, withGroups } from '../../rules/scope';
import { useAnswer } from '../../state/query';
import { type SchemaDraft, useSchemaDraft } from '../../state/schemaDraft';
import { useService } from '../../state/service';
import { useSubject } from '../../state/subject';
import { scopeSentence, scopeWords as words } from '../../text/scope';
import { PersonPicker } from '../mapping/PersonPicker';
import { useSurroundings } from '../mapping/useSurroundings';
import { Groups } from './Groups';
import { Verdict } from './Verdict';

export default function Scope({ jobId }: { jobId: string }) {
  const { found, error, again } = useSchemaDraft(jobId);
  if (found !== undefined) return <Loaded key={jobId} {...found} />;
  return (
    <Page title={words.title}>{error === undefined ? <Skeleton /> : <Problem error={error} again={again} />}</Page>
  );
}

function Loaded(schema: SchemaDraft) {
  const { job, base, draft, change } = schema;
  const { me } = useService();
  const [isReviewed, setReviewed] = useState(false);
  const person = useSubject(job.jobId);
  const { around } = useSurroundings(job.defaultDomain);
  const isNeeded = person.subject !== undefined || schema.isChanged; // what is saved has no faults
  const engine = useAnswer({ key: ['part', 'trying'], load: () => import('./trying'), off: !isNeeded });
  const trial = useMemo(
    () => engine.data?.tryDraft(draft, person.subject, around),
    [engine.data, draft, person.subject, around],
  );
  const isAwaited = isNeeded && trial === undefined;
  const Review = engine.data?.Review;
  const canEdit = missingRole(me.caller.permissions, 'configure') === undefined;
  const scope = scopeOf(draft);
  const groups = groupsOf(scope);
  const actions = actionsOf(peopleOf(draft)?.flowTypes ?? '');
  const isChanged = scopeDiffers(base.schema, draft);
  const setGroups = (next: typeof groups) => change((now) => withScope(now, withGroups(scopeOf(now), next)));

  return (
    <Page
      title={words.title}
      jobName={job.displayName}
      lede={words.lede}
      actions={
        <>
          <CopyCurl path={schemaPath(job)} />
          <Button disabled={!schema.isChanged} onClick={schema.discard}>
            {words.discard}
          </Button>
          <Button kind="primary" deed="configure" disabled={!schema.isChanged} onClick={() => setReviewed(true)}>
            {words.review}
          </Button>
        </>
      }
    >
      <div class="two">
        <div class="stack">
          <p class="sentence" aria-live="polite">
            {isChanged && <i class="changed" />}
            {sentenceOf(scope, scopeSentence)}
          </p>
          {trial?.ok === false && (
            <div class="advice" role="alert">
              <Icon name="failure" />
              <div>
                <b>{words.faults}</b>
                {trial.faults.map(({ path, message }) => (
                  <p key={path}>{message}</p>
                ))}
              </div>
            </div>
          )}
          {groups.length === 0 && (
            <div class="card">
              <Empty icon="people" title={words.everybodyTitle}>
                {words.everybodyMore}
              </Empty>
            </div>
          )}
          <Groups groups={groups} attributes={attributesOf(draft, 'source')} onChange={setGroups} canEdit={canEdit} />
          <p class="muted">{words.caseCounts}</p>
        </div>
        <div class="stack">
          <section class="card">
            <header>
              <h2>{words.triedOn}</h2>
              <span class="grow" />
              <PersonPicker {...person} />
            </header>
            {isAwaited && engine.error === undefined && <Skeleton rows={3} />}
            {isAwaited && engine.error !== undefined && <Problem error={engine.error} again={engine.again} />}
            {!isAwaited && <Verdict subject={person.subject} verdict={trial?.ok ? trial.scope : undefined} />}
          </section>
          <section class="card">
            <header>
              <h2>{words.actions}</h2>
            </header>
            <div class="pad">
              {ACTIONS.map((action) => (
                <label key={action} class="opt tall">
                  <input
                    type="checkbox"
                    disabled={!canEdit}
                    checked={actions.has(action)}
                    onChange={(event) => {
                      const next = new Set(actions);
                      if (event.currentTarget.checked) next.add(action);
                      else next.delete(action);
                      change((now) => withActions(now, toFlowTypes(next)));
                    }}
                  />
                  <span>
                    {words.action[action]}
                    <br />
                    <span class="muted">{words.actionMore[action]}</span>
                  </span>
                </label>
              ))}
            </div>
          </section>
        </div>
      </div>
      {isReviewed && Review !== undefined && (
        <Review {...schema} people={person} around={around} onClose={() => setReviewed(false)} />
      )}
    </Page>
  );
}
