/** What stands below `…/schema` of a job and of a template alike: its catalogues, and trying an expression. */
import type { Needs } from '../../pipeline/ports';
import type { Call, Reply } from '../http/endpoint';
import { QUERIED } from '../http/queryArguments';
import { READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';
import { withTargetErrors } from '../jobs/targetErrors';
import { postParseExpression } from './parseExpression';
import { listFilterOperators, listFunctions } from './schemaCatalogues';
import { checkTemplate } from './templates';

type Ports = Needs<'clock' | 'random' | 'jobs' | 'clients' | 'contexts' | 'templateDomain' | 'maxRequestBytes'>;

/** @param defaultDomain asked for when there is something to evaluate */
type Tool = (call: Call, defaultDomain: () => Promise<string>, ports: Ports) => Reply | Promise<Reply>;
type Handler = (call: Call, ports: Ports) => Promise<Reply>;

export interface SchemaTool {
  readonly path: 'filterOperators' | 'functions' | 'parseExpression';
  readonly method: 'GET' | 'POST';
  /** Query options it takes. */
  readonly options: readonly string[];
  readonly ofJob: Handler;
  readonly ofTemplate: Handler;
}

export const SCHEMA_TOOLS: readonly SchemaTool[] = [
  schemaTool('filterOperators', 'GET', listFilterOperators),
  schemaTool('functions', 'GET', listFunctions),
  schemaTool('parseExpression', 'POST', postParseExpression),
];

function schemaTool(path: SchemaTool['path'], method: SchemaTool['method'], tool: Tool): SchemaTool {
  return {
    path,
    method,
    options: method === 'GET' ? QUERIED : [],
    async ofJob(call, ports) {
      const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
      const domain = async () => (await withTargetErrors(() => ports.contexts.get(job.id)))?.defaultDomain ?? '';
      return tool(call, domain, ports);
    },
    async ofTemplate(call, ports) {
      await checkTemplate(call, ports);
      return tool(call, async () => ports.templateDomain, ports);
    },
  };
}
