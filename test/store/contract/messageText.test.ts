import { readMessageText } from '../../../shared/store/contract/messageText';

describe('readMessageText', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test.each([
    { name: 'a JSON object', text: '{"a":1}' },
    { name: 'a JSON array', text: '[1]' },
    { name: 'JSON after spaces', text: '  {"a":1}' },
    { name: 'a word that looks like base64', text: 'muster01' },
    { name: 'base64 of something that is not JSON', text: base64('hello world!') },
    { name: 'base64 that was cut', text: base64('{"a":1}').slice(0, -1) },
    { name: 'nothing', text: '' },
  ])('leaves $name as it is', ({ text }) => {
    expect(readMessageText(text)).toBe(text);
  });

  test.each(['{}', '{"a":1}', '{"name":"Zoë 中 😀"}', '[{"a":1}]', '"text"', ' {"a": 1}'])(
    'decodes base64 of %j',
    (json) => {
      expect(readMessageText(base64(json))).toBe(json);
    },
  );
});
