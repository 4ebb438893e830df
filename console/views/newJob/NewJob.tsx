/** A job on one page: where people go, what it is called, who is told, how it signs in; made, tried, and started. */
import { useState } from 'preact/hooks';
import { newJobCurl } from '../../api/newJob';
import { Button } from '../../parts/Button';
import { Copy } from '../../parts/Copy';
import { TextField } from '../../parts/Field';
import { Page } from '../../parts/Page';
import type { TargetKind } from '../../rules/job/connection';
import { type ConnectionValues, changesOf, faultsOf, toForm } from '../../rules/job/connectionForm';
import { notAddresses } from '../../rules/job/notification';
import { missingRole } from '../../rules/rights';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { connectionWords } from '../../text/connection';
import { newJobWords as words } from '../../text/newJob';
import { settingsWords } from '../../text/settings';
import { ConnectionFields } from '../settings/ConnectionFields';
import { Progress } from './Progress';
import { useNewJob } from './useNewJob';

const KINDS = Object.keys(words.targets) as TargetKind[];

export default function NewJob() {
  const { me } = useService();
  const making = useNewJob();
  const [kind, setKind] = useState<TargetKind>('entra');
  const [name, setName] = useState('');
  const [recipients, setRecipients] = useState('');
  const [isRunByAgents, setRunByAgents] = useState(false);
  const [connection, setConnection] = useState<ConnectionValues>(toForm('entra', []));
  /** Nobody is told what is missing before having asked for the job. */
  const [isAsked, setAsked] = useState(false);
  const isOff = missingRole(me.caller.permissions, 'createJob') !== undefined;
  const isBegun = making.made.principalId !== undefined;
  const wrong = notAddresses(recipients);
  const faults = isRunByAgents ? {} : faultsOf(kind, [], connection);
  const isWhole = name.trim() !== '' && wrong.length === 0 && Object.keys(faults).length === 0;

  function make(event: Event): void {
    event.preventDefault();
    setAsked(true);
    if (!isWhole || isOff || making.isBusy) return;
    void making.make({ kind, templateId: words.targets[kind][1], name, recipients, isRunByAgents, connection });
  }

  const curl = () =>
    newJobCurl(location.origin, {
      appId: crypto.randomUUID(),
      name: name.trim(),
      templateId: words.targets[kind][1],
      isRunByAgents,
      connection: isRunByAgents ? [] : changesOf(kind, [], connection),
    });

  return (
    <Page title={words.title} lede={words.lede}>
      <form class="halves" onSubmit={make}>
        <div class="stack">
          <section class="card">
            <header>
              <h2>{words.about}</h2>
            </header>
            <div class="fields">
              <fieldset class="field">
                <legend>{words.target}</legend>
                {KINDS.map((one) => (
                  <label key={one} class="opt">
                    <input
                      type="radio"
                      name="kind"
                      checked={kind === one}
                      disabled={isOff || isBegun}
                      onChange={() => {
                        setKind(one);
                        setConnection(toForm(one, []));
                      }}
                    />
                    {words.targets[one][0]} <code class="muted">{words.targets[one][1]}</code>
                  </label>
                ))}
              </fieldset>
              <TextField
                label={words.name}
                hint={words.nameHint}
                fault={isAsked && name.trim() === '' ? words.nameMissing : undefined}
                disabled={isOff || isBegun}
                value={name}
                onChange={setName}
              />
              <TextField
                label={words.email}
                hint={words.emailHint}
                fault={wrong.length > 0 ? settingsWords.noAddress(wrong) : undefined}
                disabled={isOff}
                value={recipients}
                onChange={setRecipients}
              />
              <label class="opt tall">
                <input
                  type="checkbox"
                  disabled={isOff || isBegun}
                  checked={isRunByAgents}
                  onChange={(event) => setRunByAgents(event.currentTarget.checked)}
                />
                <span>
                  <b>{words.agent}</b>
                  <small class="muted">{words.agentHint}</small>
                </span>
              </label>
            </div>
          </section>
        </div>
        <div class="stack">
          {!isRunByAgents && (
            <section class="card">
              <header>
                <h2>{words.connection}</h2>
              </header>
              <div class="fields">
                <ConnectionFields
                  kind={kind}
                  values={connection}
                  saved={{}}
                  faults={isAsked ? faults : {}}
                  disabled={isOff}
                  onChange={(changes) => setConnection((now) => ({ ...now, ...(changes as ConnectionValues) }))}
                />
              </div>
            </section>
          )}
          <div class="actions">
            {isAsked && !isWhole && <span class="muted">{connectionWords.incomplete}</span>}
            <Copy text={curl} label={common.copyCurl} wordy icon="terminal" />
            <Button
              type="submit"
              icon="plus"
              kind={making.made.isTested ? 'plain' : 'primary'}
              deed="createJob"
              disabled={making.isBusy}
            >
              {making.isBusy ? words.making : isBegun ? words.again : words.make}
            </Button>
          </div>
          <Progress making={making} isRunByAgents={isRunByAgents} />
        </div>
      </form>
    </Page>
  );
}
