import { app } from '@azure/functions';
import { superviseJobs } from '../shared/pipeline/superviseJobs';
import { services } from '../shared/services';

app.timer('superviseJobs', {
  schedule: '%SUPERVISE_SCHEDULE%',
  handler: async () => {
    const { ready, supervise } = services();
    await ready();
    await superviseJobs(supervise);
  },
});
