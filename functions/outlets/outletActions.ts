import { app } from '@azure/functions';
import { WRITE_JOBS } from '../../shared/api/http/roles';
import { postReplay } from '../../shared/api/outlets/outletEvents';
import { postPause, postResume, postRotate, postTest } from '../../shared/api/outlets/outlets';
import { endpoint, services } from '../../shared/composition/services';

const ACTIONS = { rotate: postRotate, pause: postPause, resume: postResume, test: postTest, replay: postReplay };

for (const [action, handle] of Object.entries(ACTIONS)) {
  app.http(
    `${action}Outlet`,
    endpoint(`muster/jobs/{jobId}/outlets/{name}/${action}`, {
      POST: { roles: WRITE_JOBS, handle: (call) => handle(call, services().house) },
    }),
  );
}
