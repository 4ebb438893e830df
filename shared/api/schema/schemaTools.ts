/** What stands below `…/schema` of a job and of a template alike: its catalogues, and trying an expression. */
import type { JobContexts } from '../../pipeline/jobContext';
import type { JobStore } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { READ_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';
import { withTargetErrors } from '../jobs/targetErrors';
import { type ParseExpressionPorts, postParseExpression } from './parseExpression';
import { listFilterOperators, listFunctions } from './schemaCatalogues';
import { checkTemplate } from './templates';

export interface SchemaToolPorts extends ParseExpressionPorts {
  readonly jobs: JobStore;
  readonly contexts: JobContexts;
  /** What `DefaultDomain()` gives where there is no job to ask. */
  readonly templateDomain: string;
}

/** @param defaultDomain asked for when there is something to evaluate */
type Tool = (call: Call, defaultDomain: () => Promise<string>, ports: SchemaToolPorts) => Reply | Promise<Reply>;
type Handler = (call: Call, ports: SchemaToolPorts) => Promise<Reply>;

export interface SchemaTool {
  readonly path: 'filterOperators' | 'functions' | 'parseExpression';
  readonly method: 'GET' | 'POST';
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
