/**
 * What on-demand provisioning answers: a pair of texts, the second of them JSON (spec/wire-contract.md 2.11 and 6.8, the
 * current shape). Enumerations are in PascalCase here, times have seven digits behind the second.
 */

import { explanationsOf } from '../../engine/person/attributeMappingStep';
import type { LogEntry } from '../../engine/person/logEntry';
import type { OnDemandAnswer, OnDemandQuestion, TimedStep } from '../../pipeline/agentQuestions';
import type { JobDefinition } from '../../pipeline/jobContext';
import { isPlanned } from '../../pipeline/preview/dryRunTarget';
import type { Job } from '../../store/jobs/jobs';

const KEY = 'Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo';

export interface StringPair {
  readonly key: string;
  readonly value: string;
}

export function toStringPair(
  answer: Extract<OnDemandAnswer, { kind: 'provisioned' }>,
  { dryRun }: OnDemandQuestion,
  { job, principal, compiled }: JobDefinition,
): StringPair {
  const { entry, steps, began, ended } = answer;
  const { source, target, error } = entry;
  const { source: sourceSystem, target: targetSystem } = compiled;
  const value = {
    provisioningSteps: steps.map(toStep),
    modifiedProperties: entry.modified.map(({ name, oldValue, newValue }) => ({
      displayName: name,
      oldValue,
      newValue,
    })),
    action: pascalCase(entry.action),
    changeId: entry.changeId,
    startTime: timestamp(began),
    endTime: timestamp(ended),
    reportableIdentifier: reportableIdentifier(entry),
    statusInfo: {
      status: pascalCase(entry.status),
      errorCode: error?.code ?? null,
      reason: error?.reason ?? null,
      additionalDetails: error?.details ?? null,
      errorCategory: error && pascalCase(error.category),
      recommendedAction: error?.advice ?? null,
    },
    sourceIdentity: { id: source.id, type: 'User', displayName: source.displayName, details: {} },
    sourceSystem: { id: sourceSystem.id, name: sourceSystem.name, details: {} },
    targetIdentity: {
      id: isPlanned(target.id) ? '' : target.id,
      type: 'User',
      displayName: target.displayName,
      details: {},
    },
    targetSystem: {
      id: targetSystem.id,
      name: targetSystem.name,
      details: {
        ApplicationId: principal.appId,
        ServicePrincipalId: principal.id,
        ServicePrincipalDisplayName: principal.displayName,
      },
    },
    // Muster's own.
    dryRun,
    notes: [...(dryRun ? ['This was a dry run: nothing was written.'] : []), ...notesOn(job)],
  };
  return { key: KEY, value: JSON.stringify([value]) };
}

/** The mappings are shown as they are, not as the text the log keeps them in. */
function toStep({ step, at }: TimedStep): object {
  const { name, activity, type, status, description } = step;
  const explanations = explanationsOf(step)?.map(({ target, ...explanation }) => [target, explanation] as const);
  return {
    name,
    type: pascalCase(type),
    status: pascalCase(status),
    description,
    timestamp: timestamp(at),
    details: explanations === undefined ? step.details : Object.fromEntries(explanations),
    activity,
  };
}

/** What the account is called, and failing that the person. */
function reportableIdentifier({ steps, source }: LogEntry): string {
  const named = steps.findLast(({ details }) => details.ReportableIdentifier !== undefined);
  return named?.details.ReportableIdentifier || source.userName || source.id;
}

/** On-demand provisioning does not wait for a job that is stopped; whoever asks should know that uploads do. */
function notesOn({ started, state, quarantine }: Job): string[] {
  const notes: string[] = [];
  if (!started) notes.push('The job was never started: uploads wait until it is.');
  else if (state !== 'Active') notes.push('The job is paused: uploads wait until it is started.');
  if (quarantine !== null) {
    const cause = quarantine.error === null ? '' : ` ${quarantine.error.message}`;
    notes.push(`The job is in quarantine (${quarantine.reason}).${cause}`);
  }
  return notes;
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** @param ms since the epoch */
function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '0000Z');
}
