import { decode, encodingOf } from '../../../cli/files/decode';
import { encoderFor } from '../../../cli/files/encode';
import fc from '../../support/property';

async function decoded(bytes: Uint8Array, encoding: string, size = 7): Promise<string> {
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  async function* chunks() {
    yield* parts;
  }
  let text = '';
  for await (const part of decode(chunks(), { name: encoding, hasMark: false }, 'people.csv')) text += part;
  return text;
}

describe('the encoding of a file', () => {
  const utf8Mark = Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]);

  test('is UTF-8 where nothing says otherwise', () => {
    expect(encodingOf(Buffer.from('abc'), undefined, 'f')).toEqual({ name: 'utf-8', hasMark: false });
  });
  test('is what is asked for', () => {
    expect(encodingOf(Buffer.from('abc'), 'latin1', 'f')).toEqual({ name: 'windows-1252', hasMark: false });
  });
  test('is what the mark says, whatever is asked for', () => {
    expect(encodingOf(utf8Mark, 'windows-1252', 'f')).toEqual({ name: 'utf-8', hasMark: true });
  });
  test('must be one there is', () => {
    expect(() => encodingOf(Buffer.from('abc'), 'klingon', 'f')).toThrow('No encoding is called "klingon".');
  });
  test('must be said for UTF-16 without a mark', () => {
    expect(() => encodingOf(Buffer.from('abcdef', 'utf16le'), undefined, 'f')).toThrow(
      'utf-16le without a byte order mark',
    );
  });
});

describe('a byte that is no text is told with its place', () => {
  const text = 'WorkerID,Name\n1,Ada\n2,Zoë\n';
  test.each([1, 3, 7, 100])('in chunks of %d', async (size) => {
    const bytes = Buffer.from(text, 'latin1');
    await expect(decoded(bytes, 'utf-8', size)).rejects.toMatchObject({
      exit: 2,
      message: `people.csv is not utf-8: byte 0xEB at offset ${bytes.indexOf(0xeb)}.`,
      place: 'people.csv:3',
      advice: 'It looks like windows-1252: add --encoding windows-1252',
    });
  });

  test('a character that is cut in two by chunks is one', async () => {
    const long = 'Zoë 👩‍💼 大阪 '.repeat(20);
    for (const size of [1, 2, 3, 5]) expect(await decoded(Buffer.from(long), 'utf-8', size)).toBe(long);
  });

  test('a file that ends within a character', async () => {
    await expect(decoded(Buffer.from('aë').subarray(0, 2), 'utf-8')).rejects.toMatchObject({ exit: 2 });
  });
});

describe('text goes back to the bytes it came from', () => {
  test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15', 'macintosh', 'shift_jis', 'gb18030'])(
    '%s',
    (encoding) => {
      const japanese = '大阪市ヤマダ';
      const text = ['shift_jis', 'gb18030'].includes(encoding) ? `Name;${japanese};1\r\n` : 'Zoë;Müller;"a ""b"""\r\n';
      expect(new TextDecoder(encoding).decode(encoderFor(encoding)(text))).toBe(text);
    },
  );

  test('property: every text of an encoding of one byte', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 })), (numbers) => {
        const bytes = Buffer.from(numbers);
        expect(encoderFor('windows-1252')(new TextDecoder('windows-1252').decode(bytes))).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });
});
