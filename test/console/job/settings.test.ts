import {
  addressesIn,
  notAddresses,
  notificationText,
  toNotification,
  withEnabled,
} from '../../../console/rules/job/notification';
import { settingsFaults, settingsPatch, toSettings } from '../../../console/rules/job/settings';

const job = (settings: Readonly<Record<string, string | null>> = {}, interval = 'PT40M') => ({
  schedule: { interval },
  synchronizationJobSettings: Object.entries(settings).map(([name, value]) => ({ name, value })),
});

describe('settings of a job', () => {
  test('are shown as they hold where nothing was saved', () => {
    expect(toSettings(job())).toEqual({
      guard: 'True',
      threshold: '500',
      percent: '',
      minutes: '40',
      omitted: 'keep',
      forgetAfter: '',
    });
  });

  test.each([
    [job({ DeleteThresholdEnabled: '0', QuarantineTooManyDeletesPercent: '0' }), { guard: 'False', percent: '' }],
    [job({ QuarantineTooManyDeletesThreshold: '0', ForgetPeopleAfterDays: '0' }), { threshold: '0', forgetAfter: '' }],
    [job({ OmittedAttributes: 'Forget' }, 'P1D'), { omitted: 'forget', minutes: '1440' }],
    [job({}, 'P10675199DT2H48M5.4775807S'), { minutes: '' }], // disabled
    [job({}, 'PT90S'), { minutes: '1.5' }],
  ])('%j are %j', (saved, shown) => {
    expect(toSettings(saved)).toMatchObject(shown);
  });

  test('are sent where they were changed, and no others', () => {
    const before = toSettings(job({ QuarantineTooManyDeletesThreshold: '100' }));
    expect(settingsPatch(before, before)).toEqual({});
    expect(settingsPatch(before, { ...before, threshold: ' 50 ', minutes: '60' })).toEqual({
      synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '50' }],
      schedule: { interval: 'PT60M' },
    });
    expect(settingsPatch(before, { ...before, guard: 'False', percent: '5', forgetAfter: '365' })).toEqual({
      synchronizationJobSettings: [
        { name: 'DeleteThresholdEnabled', value: 'False' },
        { name: 'QuarantineTooManyDeletesPercent', value: '5' },
        { name: 'ForgetPeopleAfterDays', value: '365' },
      ],
    });
  });

  test.each([
    [{ threshold: '' }, ['threshold']],
    [{ threshold: '-1' }, ['threshold']],
    [{ threshold: '0' }, []],
    [{ percent: '101' }, ['percent']],
    [{ percent: '2.5' }, []],
    [{ minutes: '0' }, ['minutes']],
    [{ minutes: '1441' }, ['minutes']],
    [{ forgetAfter: '40000' }, ['forgetAfter']],
    [{ forgetAfter: '', percent: '' }, []],
  ])('%j has the faults %j', (typed, faults) => {
    const before = toSettings(job({ QuarantineTooManyDeletesPercent: '5', ForgetPeopleAfterDays: '365' }));
    expect(settingsFaults(before, { ...before, ...typed })).toEqual(faults);
  });

  test('that nobody touched are no fault of whoever saves another', () => {
    const before = toSettings(job({}, 'PT90S'));
    expect(settingsFaults(before, { ...before, threshold: '5' })).toEqual([]);
  });
});

describe('the notification', () => {
  const saved = [
    { key: 'SecretToken', value: '*' },
    {
      key: 'SyncNotificationSettings',
      value:
        '{"Enabled":false,"Recipients":"a@example.com","DeleteThresholdValue":7,"HumanResourcesLookaheadQueryEnabled":true}',
    },
  ];

  test('is on unless it was switched off', () => {
    expect(toNotification([])).toEqual({ enabled: withEnabled(true), recipients: '' });
    expect(toNotification(saved)).toEqual({ enabled: '', recipients: 'a@example.com' });
    expect(toNotification([{ key: 'SyncNotificationSettings', value: 'nonsense' }])).toMatchObject({ recipients: '' });
  });

  test('is saved without the thresholds that other jobs have otherwise, and with all else', () => {
    const text = notificationText(saved, { enabled: withEnabled(true), recipients: 'a@example.com; b@example.com' });
    expect(JSON.parse(text)).toEqual({
      HumanResourcesLookaheadQueryEnabled: true,
      Enabled: true,
      Recipients: 'a@example.com,b@example.com',
    });
  });

  test('goes to addresses alone', () => {
    expect(addressesIn(' a@example.com,\nb@example.com ')).toEqual(['a@example.com', 'b@example.com']);
    expect(notAddresses('a@example.com, Ada, b@')).toEqual(['Ada', 'b@']);
  });
});
