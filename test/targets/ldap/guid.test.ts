import { guidFromBytes, guidName, guidToBytes, isGuid } from '../../../shared/targets/ldap/guid';

const TEXT = '6a943139-32bb-4317-a8e6-c89c663ee90c';
const BYTES = '3931946abb321743a8e6c89c663ee90c';

test('bytes become the usual text: the first three groups are little-endian', () => {
  expect(guidFromBytes(Buffer.from(BYTES, 'hex'))).toBe(TEXT);
});

test('text becomes bytes, in either case', () => {
  expect(guidToBytes(TEXT).toString('hex')).toBe(BYTES);
  expect(guidToBytes(TEXT.toUpperCase()).toString('hex')).toBe(BYTES);
});

test('the bytes handed in are left alone', () => {
  const bytes = Buffer.from(BYTES, 'hex');
  guidFromBytes(bytes);
  expect(bytes.toString('hex')).toBe(BYTES);
});

test('anything but 16 bytes, and anything but a GUID, is refused', () => {
  expect(() => guidFromBytes(Buffer.alloc(15))).toThrow('A GUID has 16 bytes, got 15');
  expect(() => guidToBytes('Jane')).toThrow('"Jane" is not a GUID');
});

test.each([
  { text: TEXT, guid: true },
  { text: TEXT.toUpperCase(), guid: true },
  { text: `{${TEXT}}`, guid: false },
  { text: `${TEXT}0`, guid: false },
  { text: TEXT.replaceAll('-', ''), guid: false },
  { text: '', guid: false },
])('isGuid($text) is $guid', ({ text, guid }) => {
  expect(isGuid(text)).toBe(guid);
});

test('an object is named by its GUID', () => {
  expect(guidName(TEXT)).toBe(`<GUID=${TEXT}>`);
});
