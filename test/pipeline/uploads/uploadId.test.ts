import { parseUploadId, uploadId } from '../../../shared/pipeline/uploads/uploadId';
import { JOB_ID } from '../../support/jobs';
import fc from '../../support/property';

test('an upload is named after its job and its first number', () => {
  expect(uploadId({ jobId: JOB_ID, first: 42 })).toBe(`${JOB_ID}~42`);
});

test('the name leads back to the upload, whatever the job is called', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), fc.nat(), (jobId, first) => {
      expect(parseUploadId(uploadId({ jobId, first }))).toEqual({ jobId, first });
    }),
  );
});

test('the last tilde is the one that counts', () => {
  expect(parseUploadId('a~1~2')).toEqual({ jobId: 'a~1', first: 2 });
});

test.each(['', 'a', 'a~', '~1', 'a~-1', 'a~1.5', 'a~x', 'a~1 ', 'a~0x1', 'a~9999999999999999'])(
  '"%s" names no upload',
  (id) => {
    expect(parseUploadId(id)).toBeUndefined();
  },
);
