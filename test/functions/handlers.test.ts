/**
 * Which use case answers which method of which function, and with what it is handed. A handler is one line of glue, and of some
 * hundred and forty there is one that no other test reaches: here each is called, with `shared/api` watched instead of done.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTORY_ROUTES } from '../../shared/api/directory/routes';
import type { Handler } from '../../shared/api/http/endpoint';
import { openRegistrations } from '../support/registrations';
import { ROOT } from '../support/stack';
import { createWorkbench, type Workbench } from '../support/workbench';

/** The use case by its module in `shared/api`; with the call and the house, unless something else is said. */
const ANSWERS: Readonly<Record<string, string>> = {
  acquireAccessToken: 'POST jobs/credentials.postAcquireAccessToken',
  addPassword: 'POST applications/passwords.postAddPassword',
  agents: 'GET jobs/agents.listAgents',
  allowDeletions: 'POST jobs/heldDeletions.postAllow',
  appRoleAssignedTo:
    'GET applications/appRoleAssignedTo.listAssignedTo; POST applications/appRoleAssignedTo.postAssignedTo',
  appRoleAssignedToOne:
    'GET applications/appRoleAssignedTo.readAssignedTo; DELETE applications/appRoleAssignedTo.removeAssignedTo',
  appRoleAssignment:
    'GET applications/appRoleAssignments.readRoleAssignment; DELETE applications/appRoleAssignments.removeRoleAssignment',
  appRoleAssignments:
    'GET applications/appRoleAssignments.listRoleAssignments; POST applications/appRoleAssignments.postRoleAssignment',
  application: 'GET applications/applications.readApplication',
  applicationTemplate: 'GET applications/applicationTemplates.readApplicationTemplate ()',
  applicationTemplates: 'GET applications/applicationTemplates.listApplicationTemplates ()',
  applications: 'GET applications/applications.listApplications; POST applications/applications.postApplication',
  audit: 'GET jobs/audit.listAudit',
  bulkUpload: 'POST uploads/bulkUpload.receiveBulkUpload (house,upload)',
  discoverDirectory: 'POST schema/schema.postDiscover',
  escrowSummary: 'GET jobs/escrows.summarizeEscrows',
  escrows: 'GET jobs/escrows.listEscrows',
  evaluate: 'POST preview/evaluate.answerEvaluation',
  filterOperators: 'GET schema/schemaTools.SCHEMA_TOOLS.0.ofJob',
  filterOperatorsOf_application: 'GET schema/schemaTools.SCHEMA_TOOLS.0.ofTemplate',
  filterOperatorsOf_principal: 'GET schema/schemaTools.SCHEMA_TOOLS.0.ofTemplate',
  functions: 'GET schema/schemaTools.SCHEMA_TOOLS.1.ofJob',
  functionsOf_application: 'GET schema/schemaTools.SCHEMA_TOOLS.1.ofTemplate',
  functionsOf_principal: 'GET schema/schemaTools.SCHEMA_TOOLS.1.ofTemplate',
  guard: 'GET overview/guard.readGuard',
  heldDeletions: 'GET jobs/heldDeletions.listHeldDeletions',
  inlet: 'GET inlets/manage.readInlet; PUT inlets/manage.putInlet; DELETE inlets/manage.deleteInlet',
  inletEvent: 'GET inlets/events.readEvent',
  inletEvents: 'GET inlets/events.listEvents',
  inletPresets: 'GET inlets/manage.listPresets ()',
  inlets: 'GET inlets/manage.listInlets; POST inlets/manage.postInlet',
  instantiateApplicationTemplate: 'POST applications/applicationTemplates.instantiate',
  job: 'GET jobs/jobs.readJob; PATCH jobs/jobs.patchJob; DELETE jobs/jobs.removeJob',
  jobFacts: 'GET overview/jobFacts.readJobFacts',
  jobs: 'GET jobs/jobs.listJobs; POST jobs/jobs.postJob',
  leavers: 'POST uploads/leavers.postLeavers (house,upload)',
  mappingTests: 'GET schema/mappingTests.getMappingTests; PUT schema/mappingTests.putMappingTests',
  markWriteback: 'POST outlets/writeback.postMark',
  outlet: 'GET outlets/outlets.getOutlet; PUT outlets/outlets.putOutlet; DELETE outlets/outlets.deleteOutlet',
  outletEvents: 'GET outlets/outletEvents.listEvents',
  outlets: 'GET outlets/outlets.listOutlets; POST outlets/outlets.postOutlet',
  overview: 'GET overview/overview.readOverview',
  parkedMessages: 'GET uploads/parkedMessages.listParkedMessages',
  parseExpression: 'POST schema/schemaTools.SCHEMA_TOOLS.2.ofJob',
  parseExpressionOf_application: 'POST schema/schemaTools.SCHEMA_TOOLS.2.ofTemplate',
  parseExpressionOf_principal: 'POST schema/schemaTools.SCHEMA_TOOLS.2.ofTemplate',
  pauseInlet: 'POST inlets/actions.postPause',
  pauseJob: 'POST jobs/jobControl.postPause',
  pauseOutlet: 'POST outlets/outlets.postPause',
  people: 'GET jobs/readPeople.listPeople',
  person: 'GET jobs/readPeople.readPerson; DELETE jobs/people.deletePerson',
  plan: 'POST preview/plan.answerPlan (house,plan)',
  previewRestart: 'GET overview/restartPreview.readRestart',
  provisionOnDemand: 'POST preview/onDemand.answerOnDemand (house,onDemand)',
  provisioningLog: 'GET logs/logs.readLog (house,log)',
  provisioningLogs: 'GET logs/logs.listLogs (house,log)',
  quarantineJob: 'POST jobs/jobControl.postQuarantine',
  queryUploads: 'POST uploads/uploads.queryUploads',
  receiveDelivery:
    'POST inlets/receive.receiveDelivery (house and more); OPTIONS inlets/receive.agreeToOrigin (house and more)',
  rejectDeletions: 'POST jobs/heldDeletions.postReject',
  rematchPerson: 'POST jobs/people.postRematch',
  removePassword: 'POST applications/passwords.postRemovePassword',
  replayInlet: 'POST inlets/actions.postReplay',
  replayOutlet: 'POST outlets/outletEvents.postReplay',
  restartJob: 'POST jobs/jobControl.postRestart',
  resumeInlet: 'POST inlets/actions.postResume',
  resumeOutlet: 'POST outlets/outlets.postResume',
  retryEscrows: 'POST jobs/escrows.postRetry',
  retryWriteback: 'POST outlets/writeback.postRetry',
  rotateInlet: 'POST inlets/actions.postRotate',
  rotateOutlet: 'POST outlets/outlets.postRotate',
  schema:
    'GET schema/schema.getSchema; PUT schema/schema.putSchema; DELETE schema/schema.deleteSchema; PATCH schema/schema.patchSchema',
  schemaImpact: 'POST preview/schemaImpact.answerImpact (house,plan)',
  schemaVersion: 'GET schema/schemaVersions.readVersion',
  schemaVersions: 'GET schema/schemaVersions.listVersions',
  secrets: 'GET jobs/secrets.getSecrets; PUT jobs/secrets.putSecrets; PATCH jobs/secrets.patchSecrets',
  servicePrincipal:
    'GET jobs/principals.readPrincipal; PATCH jobs/principals.patchPrincipal; DELETE jobs/principals.removePrincipal',
  servicePrincipals: 'GET jobs/principals.listPrincipals; POST jobs/principals.postPrincipal',
  startJob: 'POST jobs/jobControl.postStart',
  synchronization: 'GET jobs/synchronization.readSynchronization',
  templateOf_application: 'GET schema/templates.readTemplate',
  templateOf_principal: 'GET schema/templates.readTemplate',
  templateSchemaOf_application: 'GET schema/templates.readTemplateSchema; PUT schema/templates.putTemplateSchema',
  templateSchemaOf_principal: 'GET schema/templates.readTemplateSchema',
  templatesOf_application: 'GET schema/templates.listTemplates',
  templatesOf_principal: 'GET schema/templates.listTemplates',
  testInlet: 'POST inlets/actions.postTest',
  testOutlet: 'POST outlets/outlets.postTest',
  throughput: 'GET overview/jobFacts.readThroughput',
  upload: 'GET uploads/uploads.readUpload',
  uploads: 'GET uploads/uploadList.listUploads',
  validateCredentials: 'POST jobs/credentials.postValidateJob',
  validateCredentialsOfTemplate: 'POST jobs/credentials.postValidateTemplate',
  waitingReferences: 'GET jobs/jobStates.listWaitingReferences',
  writeback: 'GET outlets/writeback.listWriteback',
};

/** Whose operations are made elsewhere, and tried there: with what the composition root makes of them, or as Graph's directory. */
const MADE_ELSEWHERE = new Set([
  ...['batch', 'discovery', 'doctor', 'health', 'ready', 'unknownRoute'],
  ...DIRECTORY_ROUTES.map(({ name }) => name),
]);

let bench: Workbench;
/** What was called while a handler was; `undefined` while functions are loaded. */
let called: string[] | undefined;

beforeAll(async () => {
  bench = await createWorkbench();
  const files = readdirSync(join(ROOT, 'shared/api'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const module = join(ROOT, 'shared/api', file.replace(/\.ts$/, ''));
    jest.doMock(module, () => watched(file.replace(/\.ts$/, ''), jest.requireActual(module)));
  }
});

const { http } = openRegistrations(() => bench.services);

/** The same, and everything that can be called in it tells that it was. */
function watched(name: string, value: unknown): unknown {
  if (typeof value === 'function' && !/[ .][A-Z]\w*$/.test(name)) {
    return (...args: unknown[]) => {
      if (called === undefined) return value(...args);
      const [, ...more] = args.map(told);
      called.push(`${name}${args[0] === CALL ? '' : ' of another call'}${more.join() === 'house' ? '' : ` (${more})`}`);
      return undefined;
    };
  }
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Map) return value;
  const members = Object.entries(value).map(([member, one]) => [member, watched(`${name}.${member}`, one)] as const);
  return Array.isArray(value) ? members.map(([, one]) => one) : Object.fromEntries(members);
}

const CALL = { of: 'the test' };

function told(argument: unknown): string {
  if (argument === CALL) return 'call';
  if (argument === bench.services.house) return 'house';
  const limit = Object.entries(bench.services.limits).find(([, one]) => one === argument);
  if (limit !== undefined) return limit[0];
  const isHouse = (argument as { jobs?: unknown } | undefined)?.jobs === bench.services.house.jobs;
  return isHouse ? 'house and more' : typeof argument;
}

async function answersOf(operations: Readonly<Record<string, Handler>>): Promise<string> {
  const answers: string[] = [];
  for (const [method, { handle }] of Object.entries(operations)) {
    called = [];
    await Promise.resolve(handle(CALL as never)).catch((error) => called?.push(String(error)));
    answers.push(`${method} ${called.join(', ')}`);
    called = undefined;
  }
  return answers.join('; ');
}

test('each method is answered by its own use case, by the limit that is for it', async () => {
  const answers: Record<string, string> = {};
  for (const [name, { options }] of http) {
    const { operations } = options as { operations?: Record<string, Handler> };
    if (operations !== undefined && !MADE_ELSEWHERE.has(name)) answers[name] = await answersOf(operations);
  }
  expect(answers).toEqual(ANSWERS);
});
