/** The way into the program: what the service says of itself, signing in, and who it then says that this is. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Client, createClient } from '../api/client';
import { ApiError } from '../api/errors';
import { readConfig, readMe } from '../api/service';
import type { Config } from '../api/types';
import { browserWorld } from '../auth/browserWorld';
import { openSession } from '../auth/session';
import { messageOf } from '../parts/Empty';
import { Icon } from '../parts/Icon';
import { tellEnding, tellReach } from '../state/live';
import { type Service, ServiceContext } from '../state/service';
import type { Session } from '../state/session';
import { common } from '../text/common';
import { signInWords as words } from '../text/shell';
import { Mark } from './Frame';
import { Program } from './Program';

const AGAIN_MS = 3_000;

type Stage =
  | { readonly at: 'beginning' }
  | { readonly at: 'unreachable' }
  | { readonly at: 'signedOut'; readonly config: Config; readonly session: Session | undefined }
  | { readonly at: 'refused'; readonly session: Session; readonly error: unknown }
  | { readonly at: 'in'; readonly service: Service };

export function Start() {
  const [stage, setStage] = useState<Stage>({ at: 'beginning' });
  useEffect(() => {
    let isOver = false;
    const next = (to: Stage) => {
      if (!isOver) setStage(to);
    };
    void begin(next);
    return () => {
      isOver = true;
    };
  }, []);

  if (stage.at === 'in') {
    return (
      <ServiceContext.Provider value={stage.service}>
        <Program />
      </ServiceContext.Provider>
    );
  }
  if (stage.at === 'unreachable') return <Gate title={words.noConfig}>{words.noConfigLede}</Gate>;
  if (stage.at === 'refused') return <Refused error={stage.error} session={stage.session} />;
  if (stage.at === 'signedOut') return <SignedOut config={stage.config} session={stage.session} />;
  return null;
}

async function begin(next: (stage: Stage) => void): Promise<void> {
  const config = await patiently(() => readConfig(createClient({ token: async () => '' })), next);
  if (config.signIn === null) return next({ at: 'signedOut', config, session: undefined });
  const session = await openSession(config.signIn, { world: browserWorld(), onEnd: tellEnding });
  if (session.person === undefined) return next({ at: 'signedOut', config, session });
  const client: Client = createClient({ token: session.token, onReach: tellReach });
  try {
    const me = await patiently(() => readMe(client), next);
    next({ at: 'in', service: { client, session, config, me } });
  } catch (error) {
    next({ at: 'refused', session, error });
  }
}

/** Asks until somebody answers; what is answered may be a refusal. */
async function patiently<T>(work: () => Promise<T>, next: (stage: Stage) => void): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError && error.status < 500) throw error;
      next({ at: 'unreachable' });
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

function SignedOut({ config, session }: { config: Config; session: Session | undefined }) {
  if (session === undefined || config.signIn === null) {
    return <Gate title={words.notConfigured}>{config.notConfigured ?? ''}</Gate>;
  }
  const here = `${location.pathname}${location.search}`;
  const action = (
    <button type="button" class="btn primary" onClick={() => void session.signIn(here)}>
      {words.signIn}
    </button>
  );
  return (
    <Gate title={words.title} action={action}>
      {session.problem !== undefined && (
        <p class="st fail" role="alert">
          <Icon name="failure" />
          {session.problem}
        </p>
      )}
      {config.signIn.kind === 'entra' ? words.entra : words.development}
    </Gate>
  );
}

function Refused({ error, session }: { error: unknown; session: Session }) {
  const action = (
    <button type="button" class="btn" onClick={() => void session.signOut()}>
      {words.signIn}
    </button>
  );
  if (!(error instanceof ApiError) || error.status !== 403) {
    return (
      <Gate title={common.failed} action={action}>
        {messageOf(error)}
      </Gate>
    );
  }
  return (
    <Gate title={words.noRole} action={action}>
      {words.noRoleLede}
      <dl class="roles">
        {Object.entries(words.roles).map(([role, what]) => (
          <div key={role}>
            <dt>
              <code>{role}</code>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Gate>
  );
}

interface GateProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly action?: ComponentChildren;
}

/** A page of its own, before there is a frame. */
function Gate({ title, children, action }: GateProps) {
  useEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  return (
    <main class="gate">
      <div class="card">
        <Mark />
        <h1>{title}</h1>
        <div class="muted">{children}</div>
        {action}
      </div>
    </main>
  );
}
