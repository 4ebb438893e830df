/** A scripted service with one job whose configuration is read as code (`muster export`, `apply`, `diff config`). */
import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { SCRIPTED_JOB } from './scriptedService';

export const CONFIGURED_JOB = {
  'GET /v1.0/servicePrincipals': { value: [{ id: 'sp-1', appId: 'app-1', displayName: 'HR' }] },
  'GET S/jobs': {
    value: [
      {
        id: SCRIPTED_JOB,
        templateId: 'API2AAD',
        schedule: { interval: 'PT40M', state: 'Active' },
        synchronizationJobSettings: [],
      },
    ],
  },
  'GET S/secrets': { value: [] },
  'GET J/schema': defaultSchema('API2AAD', { id: 'here' }),
};

/** What a definition answers with. */
export const kept = (body: object, etag: string) => () => Response.json(body, { headers: { etag } });
