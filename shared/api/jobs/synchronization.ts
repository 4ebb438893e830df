/** `GET …/servicePrincipals/{id}/synchronization`: where what belongs to it is found (spec/wire-contract.md 2.1, row 27). */
import type { JobStore } from '../../store/jobs/jobs';
import { synchronizationContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { READ_ANY_JOB } from '../http/roles';
import { findPrincipal } from './findJob';

export async function readSynchronization(call: Call, { jobs }: { readonly jobs: JobStore }): Promise<Reply> {
  const principal = await findPrincipal(call, jobs, ...READ_ANY_JOB);
  const url = `${call.origin}/${call.version}/servicePrincipals/${principal.id}/synchronization`;
  return {
    status: 200,
    body: {
      '@odata.context': synchronizationContext(call, principal.id, '$entity'),
      id: principal.id,
      'jobs@odata.navigationLink': `${url}/jobs`,
      'templates@odata.navigationLink': `${url}/templates`,
      'secrets@odata.navigationLink': `${url}/secrets`, // not inline: reading them takes another permission
    },
  };
}
