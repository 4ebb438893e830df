import { parseResetScope } from '../../../shared/engine/job/resetScope';

/** The scopes a text stands for, sorted; the message when it is refused. */
function scopesOf(text: string | undefined): readonly string[] | string {
  const verdict = parseResetScope(text);
  return verdict.ok ? [...verdict.scopes].sort() : verdict.message;
}

const ADMIN_CENTRE = ['Escrows', 'QuarantineState', 'Watermark'];
const FULL = ['ConnectorDataStore', 'Escrows', 'QuarantineState', 'Watermark'];

describe('parseResetScope', () => {
  test.each([
    { name: 'nothing is what the admin centre sends', text: undefined, scopes: ADMIN_CENTRE },
    { name: 'so is an empty text', text: '', scopes: ADMIN_CENTRE },
    { name: 'and one of commas only', text: ' , ', scopes: ADMIN_CENTRE },
    { name: 'None resets nothing', text: 'None', scopes: [] },
    { name: 'ConnectorDataStore stands alone', text: 'ConnectorDataStore', scopes: ['ConnectorDataStore'] },
    { name: 'Escrows stands alone', text: 'Escrows', scopes: ['Escrows'] },
    { name: 'Watermark stands alone', text: 'Watermark', scopes: ['Watermark'] },
    { name: 'QuarantineState stands alone', text: 'QuarantineState', scopes: ['QuarantineState'] },
    { name: 'Quarantine is another name for QuarantineState', text: 'Quarantine', scopes: ['QuarantineState'] },
    { name: 'ForceDeletes stands alone', text: 'ForceDeletes', scopes: ['ForceDeletes'] },
    { name: 'Full is everything but the deletes', text: 'Full', scopes: FULL },
    { name: 'Full and ForceDeletes is all', text: 'Full,ForceDeletes', scopes: [...FULL, 'ForceDeletes'].sort() },
    { name: 'words combine, with blanks or without', text: 'Escrows, Watermark', scopes: ['Escrows', 'Watermark'] },
    { name: 'a word said twice counts once', text: 'Escrows,Escrows', scopes: ['Escrows'] },
    { name: 'case does not matter', text: 'quarantinestate,FULL', scopes: FULL },
    { name: 'None adds nothing to others', text: 'None, Escrows', scopes: ['Escrows'] },
  ])('$name', ({ text, scopes }) => {
    expect(scopesOf(text)).toEqual(scopes);
  });

  test.each([
    { name: 'an unknown word', text: 'Everything', word: 'Everything' },
    { name: 'an unknown word among known ones', text: 'Full, Everything', word: 'Everything' },
    { name: 'a gap between words', text: 'Full,,Escrows', word: '' },
    { name: 'the sum of flags', text: '15', word: '15' },
  ])('$name is refused, with all that would do', ({ text, word }) => {
    expect(scopesOf(text)).toBe(
      'criteria.resetScope must be a comma-separated list of None, ConnectorDataStore, Escrows, Watermark, ' +
        `QuarantineState, ForceDeletes, Full, Quarantine; '${word}' is none of them.`,
    );
  });
});
