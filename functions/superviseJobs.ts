import { app } from '@azure/functions';
import { services } from '../shared/composition/services';
import { superviseJobs } from '../shared/pipeline/supervise/superviseJobs';

app.timer('superviseJobs', {
  schedule: '%SUPERVISE_SCHEDULE%',
  handler: async () => {
    const { ready, house } = services();
    await ready();
    await superviseJobs(house);
  },
});
