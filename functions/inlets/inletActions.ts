import { app } from '@azure/functions';
import { WRITE_JOBS } from '../../shared/api/http/roles';
import { postPause, postReplay, postResume, postRotate, postTest } from '../../shared/api/inlets/actions';
import { endpoint, services } from '../../shared/composition/services';

const ACTIONS = { rotate: postRotate, pause: postPause, resume: postResume, replay: postReplay, test: postTest };

for (const [action, handle] of Object.entries(ACTIONS)) {
  app.http(
    `${action}Inlet`,
    endpoint(`muster/jobs/{jobId}/inlets/{name}/${action}`, {
      POST: { roles: WRITE_JOBS, handle: (call) => handle(call, services().house) },
    }),
  );
}
