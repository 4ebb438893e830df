/** All that administering jobs stands on. */
import type { AgentListPorts } from './agents';
import type { AuditPorts } from './audit';
import type { CredentialPorts } from './credentials';
import type { JobControlPorts } from './jobControl';
import type { JobStatePorts } from './jobStates';
import type { JobPorts } from './jobs';
import type { ParkedMessagePorts } from './parkedMessages';
import type { SchemaApiPorts } from './schema';
import type { SchemaToolPorts } from './schemaTools';
import type { SecretApiPorts } from './secrets';
import type { TemplatePorts } from './templates';

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
