import { notificationAddresses } from '../../../shared/pipeline/quarantine/notificationSettings';
import { somePrincipal } from '../../support/jobs';

const saved = (value: object) => [{ key: 'SyncNotificationSettings', value: JSON.stringify(value), sealed: false }];

describe('who is told of trouble', () => {
  test.each([
    { name: 'nobody when nothing is set', own: [], settings: undefined, addresses: [] },
    { name: 'the service principal’s own', own: ['a@x.example'], settings: undefined, addresses: ['a@x.example'] },
    {
      name: 'the recipients that were saved',
      own: [],
      settings: { Enabled: true, Recipients: 'a@x.example; b@x.example,c@x.example' },
      addresses: ['a@x.example', 'b@x.example', 'c@x.example'],
    },
    {
      name: 'both, each once',
      own: ['a@x.example'],
      settings: { Recipients: 'b@x.example, a@x.example' },
      addresses: ['a@x.example', 'b@x.example'],
    },
    {
      name: 'nobody when the box is not ticked',
      own: ['a@x.example'],
      settings: { Enabled: false, Recipients: 'b@x.example' },
      addresses: [],
    },
    {
      name: 'nobody for recipients of nothing',
      own: [],
      settings: { Enabled: true, Recipients: ' , ' },
      addresses: [],
    },
  ])('$name', ({ own, settings, addresses }) => {
    const principal = somePrincipal({ notificationEmailAddresses: own });
    expect(notificationAddresses(principal, settings === undefined ? [] : saved(settings))).toEqual(addresses);
  });
});
