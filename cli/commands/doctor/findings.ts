/** What `muster doctor` looks at, one question a function: what it found, and one command that helps (spec/hands.md 1.10). */
import { limitsOf } from '../../client/discovery';
import { readHeldDeletions } from '../../client/heldDeletions';
import type { Http } from '../../client/http';
import { readJob } from '../../client/overview';
import { readSchema } from '../../client/schema';
import { readSecrets } from '../../client/secrets';
import type { Service } from '../../client/service';
import { judgeSchema, warningText } from '../../config/schemaFile';
import { EXIT, Failure } from '../../exit';
import { count, counted } from '../../output/numbers';
import { listRuns } from '../../send/journal';
import type { World } from '../../world';
import { type JobDesk, nameOfJob } from '../jobDesk';
import { type Finding, fail, ok, warn } from './finding';

const OLDEST_NODE = [20, 19] as const;

/** @param version as `process.versions.node` has it */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  if (isOld) return fail('Node', `${version} is older than ${OLDEST_NODE.join('.')}`, null);
  return ok('Node', version);
}

const MOST_SKEW_MS = 60_000;

/** Whether it answers, and whether the clocks agree. */
export async function serviceFindings({ http, origin }: Service, { now }: World): Promise<readonly Finding[]> {
  const { status, headers } = await http.ask('GET', '/health', { anonymous: true });
  const answers =
    status === 200
      ? ok('Service', `${http.baseUrl} answers, found by ${origin}`)
      : fail('Service', `${http.baseUrl}/health answers ${status}`, 'muster GET health');
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date)) return [answers];
  const skewMs = Math.abs(now() - date);
  const seconds = `${count(skewMs / 1_000)} s apart`;
  return [
    answers,
    skewMs > MOST_SKEW_MS ? warn('Clocks', `${seconds}: tokens may be refused`, null) : ok('Clocks', seconds),
  ];
}

/** What the commands need, the roles of each told by docs/operations.md. */
const RIGHTS: readonly (readonly [permission: RegExp, commands: string])[] = [
  [/^SynchronizationData-User\.Upload/, 'send'],
  [/^Synchronization\.(Read|ReadWrite)\.All$|OwnedBy$/, 'job, escrow, deletions list'],
  [/^(ProvisioningLog|AuditLog)\.Read\.All$/, 'logs, explain'],
  [/^Synchronization\.ReadWrite\.All$|OwnedBy$|^Muster\.Job\.Operate$/, 'plan, job start, person run'],
  [/^Synchronization\.ReadWrite\.All$|OwnedBy$/, 'schema push, secrets, apply, deletions allow'],
];

export async function tokenFinding(service: Service): Promise<Finding> {
  await service.tokens.bearer(new URL(service.http.baseUrl));
  const discovery = await service.discovery();
  const permissions = discovery.caller?.permissions ?? service.tokens.roles();
  if (permissions.length === 0) return fail('Token', `has no role, as ${service.signedInBy}`, 'muster whoami');
  const allowed = RIGHTS.filter(([permission]) => permissions.some((one) => permission.test(one)));
  const { operationsPerRequest } = limitsOf(discovery);
  const may = allowed.map(([, commands]) => commands).join('; ') || 'nothing here';
  return ok('Token', `${service.signedInBy}, allows ${may}; ${count(operationsPerRequest)} people a request`);
}

export async function jobFindings(desk: JobDesk): Promise<readonly Finding[]> {
  const [name, { status, schedule }] = await Promise.all([nameOfJob(desk), readJob(desk.http, desk.place)]);
  const { quarantine, target, agents } = status;
  return [
    ...(quarantine === null ? [stateFinding(name, status.code, schedule.state)] : []),
    ...(quarantine === null
      ? []
      : [
          fail(
            'Job',
            `${name} is in quarantine: ${quarantine.reason}. ${quarantine.error?.message ?? ''}`,
            'muster job show',
          ),
        ]),
    ...(target === undefined ? [] : [fail('Target', `away since ${target.sinceDateTime}`, 'muster secrets test')]),
    ...(agents === undefined
      ? []
      : [
          agents.reason === null
            ? ok('Agents', `${count(agents.activeCount)} active`)
            : fail('Agents', agents.reason, 'muster job agents'),
        ]),
  ];
}

function stateFinding(name: string, code: string, state: string): Finding {
  if (state === 'Active') return ok('Job', `${name} is ${code}`);
  return warn('Job', `${name} is ${code}: uploads are taken, and wait`, 'muster job start');
}

export async function schemaFinding({ http, job }: JobDesk): Promise<Finding> {
  const { warnings } = judgeSchema((await readSchema(http, job)).schema, 'The schema of the job');
  if (warnings.length === 0) return ok('Schema', 'nothing in it is likely to surprise');
  const [first] = warnings;
  const detail = `${counted(warnings.length, 'warning')}, the first: ${first === undefined ? '' : warningText(first)}`;
  return warn('Schema', detail, 'muster schema pull --file schema.json');
}

/** Whether anybody learns of a failure, and whether the directory takes what is saved. */
export async function connectionFindings({ http, job, place, synchronization }: JobDesk): Promise<readonly Finding[]> {
  const kept = await readSecrets(http, synchronization);
  const mail = kept.find(({ key }) => key === 'SyncNotificationSettings')?.value ?? '{}';
  const path = `/v1.0/servicePrincipals/${encodeURIComponent(place.servicePrincipalId)}`;
  const principal = await http.json<{ notificationEmailAddresses?: readonly string[] }>('GET', path);
  const isTold = /"Recipients":"[^"]+@/.test(mail) || (principal.notificationEmailAddresses ?? []).length > 0;
  const { status, text } = await http.ask('POST', `${job}/validateCredentials`, {
    body: { useSavedCredentials: true },
    repeatable: true,
  });
  const { error } = status === 204 ? {} : (JSON.parse(text) as { error?: { message?: string } });
  return [
    isTold
      ? ok('Mail', 'somebody is told when the job stops')
      : warn('Mail', 'no recipients in SyncNotificationSettings', 'muster secrets set SyncNotificationSettings …'),
    status === 204
      ? ok('Target', 'takes the saved credentials')
      : fail('Target', error?.message ?? `The answer was ${status}.`, 'muster secrets test'),
  ];
}

export async function heldFinding({ http, own }: JobDesk): Promise<Finding> {
  const { deletions } = await readHeldDeletions(http, own);
  const staged = deletions.filter(({ status }) => status === 'staged').length;
  if (staged === 0) return ok('Deletions', 'none waits for an administrator');
  return warn('Deletions', `${count(staged)} wait for an administrator`, 'muster deletions list');
}

export async function parkedFinding({ http }: JobDesk): Promise<Finding> {
  const { value } = await http.json<{ value: readonly unknown[] }>('GET', '/muster/parkedMessages', {
    query: { $top: '1' },
  });
  if (value.length === 0) return ok('Parked', 'no message is');
  return warn('Parked', 'there are messages that nobody could work on', 'muster parked list');
}

export async function journalFinding(world: World): Promise<Finding> {
  const open = (await listRuns(world)).filter(({ done }) => done === undefined);
  if (open.length === 0) return ok('Sends', 'all from this computer came to their end');
  return warn('Sends', `${counted(open.length, 'send')} from this computer did not end`, 'muster send --resume');
}

interface OwnFinding {
  readonly status: 'ok' | 'warning' | 'failure';
  readonly title: string;
  readonly detail: string | null;
  readonly fix: string | null;
}

/** What the service finds of itself; nothing where it is too old to look. */
export async function ownFindings(http: Http): Promise<readonly Finding[]> {
  const { status, text } = await http.ask('GET', '/muster/doctor');
  if (status !== 200) return [];
  const words = { ok: 'ok', warning: 'warn', failure: 'FAIL' } as const;
  return (JSON.parse(text) as { value: readonly OwnFinding[] }).value.map((one) => ({
    status: words[one.status],
    what: one.title,
    detail: one.detail ?? '',
    fix: one.fix,
  }));
}

/** A question that cannot be asked is an answer, too. */
export async function asked(
  what: string,
  question: () => Promise<readonly Finding[] | Finding>,
): Promise<readonly Finding[]> {
  try {
    return [await question()].flat();
  } catch (error) {
    if (!(error instanceof Failure) || error.exit === EXIT.interrupted) throw error;
    if (error.exit === EXIT.notAllowed) return [warn(what, `not looked at: ${error.message}`, 'muster whoami')];
    return [fail(what, error.message, error.advice?.split('\n')[0] ?? null)];
  }
}
