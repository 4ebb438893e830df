import { app } from '@azure/functions';
import { WRITE_JOBS } from '../../shared/api/http/roles';
import { deletePerson, postRematch } from '../../shared/api/jobs/people';
import { listPeople, PEOPLE_OPTIONS, READ_PEOPLE, readPerson } from '../../shared/api/jobs/readPeople';
import { UPLOAD_ROLES } from '../../shared/api/uploads/bulkUpload';
import { postLeavers } from '../../shared/api/uploads/leavers';
import { endpoint, services } from '../../shared/composition/services';

const PEOPLE = 'muster/jobs/{jobId}/people';
const PERSON = `${PEOPLE}/{externalId}`;
const house = () => services().house;

app.http(
  'people',
  endpoint(PEOPLE, {
    GET: { roles: READ_PEOPLE, options: PEOPLE_OPTIONS, handle: (call) => listPeople(call, house()) },
  }),
);
app.http(
  'person',
  endpoint(PERSON, {
    GET: { roles: READ_PEOPLE, handle: (call) => readPerson(call, house()) },
    DELETE: { roles: WRITE_JOBS, handle: (call) => deletePerson(call, house()) },
  }),
);
app.http(
  'rematchPerson',
  endpoint(`${PERSON}/rematch`, {
    POST: { roles: WRITE_JOBS, handle: (call) => postRematch(call, house()) },
  }),
);
app.http(
  'leavers',
  endpoint('muster/jobs/{jobId}/leavers', {
    POST: {
      roles: UPLOAD_ROLES,
      handle: (call) => postLeavers(call, house(), services().limits.upload),
    },
  }),
);
