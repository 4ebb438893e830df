/** The program: the frame, and the view that the address names. */

import type { AnyComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorBoundary } from 'preact-iso/lazy';
import { LocationProvider, Route, Router } from 'preact-iso/router';
import { Button } from '../parts/Button';
import { Page } from '../parts/Page';
import { overviewPath } from '../state/paths';
import { common } from '../text/common';
import { shell } from '../text/shell';
import { Frame } from './Frame';
import { ROUTES } from './routes';

/** When somebody who is signed in can begin; measured by the end-to-end run (docs/performance.md). */
const INTERACTIVE = 'interactive';

/** Made anew for another job: what a page knows and keeps of one is not the other's. */
const ofItsJob = (View: AnyComponent<{ jobId?: string }>) => (props: { jobId?: string }) => (
  <View key={props.jobId} {...props} />
);

const VIEWS = ROUTES.map(({ path, view }) => ({ path, View: ofItsJob(view) }));

export function Program() {
  const [broken, setBroken] = useState<unknown>();
  useEffect(() => void performance.mark(INTERACTIVE), []);
  return (
    <LocationProvider scope="/console">
      <Frame>
        {broken !== undefined ? (
          <Broken error={broken} />
        ) : (
          <ErrorBoundary onError={setBroken}>
            <Router onRouteChange={() => window.scrollTo(0, 0)}>
              {VIEWS.map(({ path, View }) => (
                <Route key={path} path={path} component={View} />
              ))}
              <Route default component={NotFound} />
            </Router>
          </ErrorBoundary>
        )}
      </Frame>
    </LocationProvider>
  );
}

function NotFound() {
  return (
    <Page
      title={common.notFoundTitle}
      lede={shell.notFoundLede}
      actions={<Button href={overviewPath()}>{shell.overview}</Button>}
    />
  );
}

function Broken({ error }: { error: unknown }) {
  return (
    <Page
      title={shell.crashed}
      lede={shell.crashedLede}
      actions={<Button onClick={() => location.reload()}>{common.tryAgain}</Button>}
    >
      <pre class="card pad">{error instanceof Error ? (error.stack ?? error.message) : String(error)}</pre>
    </Page>
  );
}
