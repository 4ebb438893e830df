import { app } from '@azure/functions';
import { purgeExpired } from '../shared/pipeline/purgeExpired';
import { services } from '../shared/services';

app.timer('purgeExpired', {
  schedule: '0 7 * * * *',
  handler: async () => {
    const { ready, purge } = services();
    await ready();
    await purgeExpired(purge);
  },
});
