import { app } from '@azure/functions';
import { WRITE_JOBS } from '../shared/api/http/roles';
import { deletePerson, postRematch } from '../shared/api/jobs/people';
import { endpoint, services } from '../shared/composition/services';

const PERSON = 'muster/jobs/{jobId}/people/{externalId}';
const house = () => services().house;

app.http(
  'person',
  endpoint(PERSON, {
    DELETE: { roles: WRITE_JOBS, handle: (call) => deletePerson(call, house()) },
  }),
);
app.http(
  'rematchPerson',
  endpoint(`${PERSON}/rematch`, {
    POST: { roles: WRITE_JOBS, handle: (call) => postRematch(call, house()) },
  }),
);
