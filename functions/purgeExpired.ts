import { app } from '@azure/functions';
import { services } from '../shared/composition/services';
import { purgeExpired } from '../shared/pipeline/supervise/purgeExpired';

app.timer('purgeExpired', {
  schedule: '0 7 * * * *',
  handler: async () => {
    const { ready, house } = services();
    await ready();
    await purgeExpired(house);
  },
});
