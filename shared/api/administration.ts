/** All that administering jobs stands on. */
import type { AgentListPorts } from './jobs/agents';
import type { AuditPorts } from './jobs/audit';
import type { CredentialPorts } from './jobs/credentials';
import type { JobControlPorts } from './jobs/jobControl';
import type { JobStatePorts } from './jobs/jobStates';
import type { JobPorts } from './jobs/jobs';
import type { SecretApiPorts } from './jobs/secrets';
import type { SchemaApiPorts } from './schema/schema';
import type { SchemaToolPorts } from './schema/schemaTools';
import type { TemplatePorts } from './schema/templates';
import type { ParkedMessagePorts } from './uploads/parkedMessages';

export type AdministrationPorts = AgentListPorts &
  AuditPorts &
  CredentialPorts &
  JobControlPorts &
  JobPorts &
  JobStatePorts &
  ParkedMessagePorts &
  SchemaApiPorts &
  SchemaToolPorts &
  SecretApiPorts &
  TemplatePorts;
