/** What a host and a job need to reach a test's domain controller. */
import { join } from 'node:path';
import { TARGETS_ENVIRONMENT } from './openJob';
import type { DomainController } from './samba';
import { ROOT } from './stack';

/** Of a host: its certificate names the controller, whose address only the test knows. */
export function activeDirectoryEnvironment({ serverName, host }: DomainController): Record<string, string> {
  return {
    ...TARGETS_ENVIRONMENT,
    NODE_OPTIONS: `--require ${join(ROOT, 'test/support/hosts.cjs')}`,
    TEST_HOSTS: JSON.stringify({ [serverName.toLowerCase()]: host }),
  };
}

/** Of a job, as docs/targets-active-directory.md has them. */
export function activeDirectorySecrets({ serverName, people, caPem, service }: DomainController) {
  return {
    Server: serverName,
    Domain: 'example.com',
    UserName: service.bindDn,
    Password: service.password,
    SyncAgentADContainer: people,
    AppKey: caPem,
  };
}
