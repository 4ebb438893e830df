/** What files and mappings of the field came with, and what becomes of it in an attribute of the target. */
import { converterFor } from '../../../shared/engine/values/convert';
import type { Value } from '../../../shared/value';
import { type Source, valueFrom } from './evaluate';

const written = (expression: string, source: Source, multivalued: boolean): unknown =>
  converterFor({ name: 'attr', type: 'String', multivalued })(valueFrom(expression, source));

test.each<[string, Source, Value]>([
  ['Mid([name.givenName],1,1)', { 'name.givenName': '𠮷太' }, '𠮷'],
  ['Left([name.givenName], 1)', { 'name.givenName': '𠮷' }, '𠮷'],
  ['Join("", Mid([a],1,1), Mid([b],1,1))', { a: '𠮷太', b: '\u{1F600}b' }, '𠮷\u{1F600}'],
  ['Left(ToUpper([name.givenName]), 20)', { 'name.givenName': `${'a'.repeat(19)}𠮷太` }, `${'A'.repeat(19)}𠮷`],
  ['IIF([code]="0100","a","b")', { code: '100' }, 'b'],
  ['IIF([code]="0100","a","b")', { code: '0100' }, 'a'],
  ['FormatDateTime(IIF(IsNullOrEmpty([x]),"",[x]),,"dd/MM/yyyy","yyyy-MM-dd")', {}, null],
  ['FormatDateTime(IIF(IsNullOrEmpty([x]),"",[x]),,"dd/MM/yyyy","yyyy-MM-dd")', { x: '01/02/2024' }, '2024-02-01'],
  ['FormatDateTime(IIF(Len([x])="10", [x], ""), "32", "dd/MM/yyyy", "yyyy-MM-dd")', { x: 'unknown' }, null],
  ['FormatDateTime(IIF(Len([x])="10", [x], ""), "32", "dd/MM/yyyy", "yyyy-MM-dd")', { x: '01/02/2024' }, '2024-02-01'],
  ['IIF(InStr([x], "/", , )<"1", "no date", "a date")', { x: '01/02/2024' }, 'a date'],
  ['FormatDateTime([end], , "M/d/yyyy hh:mm:ss tt", "yyyy-MM-dd")', { end: '1/2/2024 9:00:00 AM' }, '2024-01-02'],
  ['Replace([name.givenName], , "\\\\b(\\\\w)\\\\w*\\\\s*", , "$1", , )', { 'name.givenName': 'Élodie' }, 'É'],
  ['SingleAppRoleAssignment([roles])', { roles: ['Admin'] }, 'Admin'],
  ['\u00a0Join(",",\u00a0[a],\u202f"b"\u00a0)', { a: 'a' }, 'a,b'],
])('%s of %j', (expression, source, expected) => {
  expect(written(expression, source, false)).toEqual(expected);
});

test.each<[string, Source, Value]>([
  ['Split([x],";")', { x: '+1;+2;' }, ['+1', '+2']],
  ['Split([x],";")', { x: ';;+1; ;' }, ['+1']],
  ['Split([x],";")', { x: ';' }, null],
  ['Split([x],";")', { x: '' }, null],
  ['Split([x],";")', {}, null],
  ['Split([x],"𠮷")', { x: 'a𠮷b' }, ['a', 'b']],
])('%s of %j, into an attribute of several values', (expression, source, expected) => {
  expect(written(expression, source, true)).toEqual(expected);
});
