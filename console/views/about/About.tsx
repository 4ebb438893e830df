/** What this Muster is, what it takes, and what the reader may do. */
import { Copy } from '../../parts/Copy';
import { Page } from '../../parts/Page';
import { Time } from '../../parts/Time';
import { count } from '../../rules/numbers';
import { useService } from '../../state/service';
import { about as words } from '../../text/about';

export default function About() {
  const { me, config } = useService();
  const { caller, limits } = me;
  const version = me.version ?? config.version;
  return (
    <Page title={words.title} lede={words.lede}>
      <div class="columns">
        <section class="card">
          <header>
            <h2>{words.version}</h2>
          </header>
          <dl class="facts-list">
            <div>
              <dt>{words.version}</dt>
              <dd>
                <code>{version}</code>
                <Copy text={version} label={words.version} />
              </dd>
            </div>
            <div>
              <dt>{words.api}</dt>
              <dd>{words.apiMore}</dd>
            </div>
          </dl>
          <p class="pad">
            <a href="/console/licences.txt" target="_blank" rel="noreferrer">
              {words.licences}
            </a>
          </p>
        </section>
        <section class="card">
          <header>
            <h2>{words.rights}</h2>
          </header>
          <dl class="facts-list">
            <div>
              <dt>{words.roles}</dt>
              <dd>{caller.roles.join(', ')}</dd>
            </div>
            <div>
              <dt>{words.permissions}</dt>
              <dd>{caller.permissions.join(', ')}</dd>
            </div>
            {caller.expiresDateTime !== null && (
              <div>
                <dt>{words.expires}</dt>
                <dd>
                  <Time at={caller.expiresDateTime} />
                </dd>
              </div>
            )}
          </dl>
        </section>
        <section class="card">
          <header>
            <h2>{words.limits}</h2>
          </header>
          <dl class="facts-list">
            {(['operationsPerRequest', 'requestBytes', 'planOperations', 'planBytes'] as const).map((limit) => (
              <div key={limit}>
                <dt>{words[limit]}</dt>
                <dd>{count(limits[limit])}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Page>
  );
}
