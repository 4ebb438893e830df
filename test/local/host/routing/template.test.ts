import { matchTemplate, parseTemplate } from '../../../../local/host/routing/template';

const GUID = '1a03de52-b9c3-4e2c-a1e3-9145aaa8e530';

describe('a route template', () => {
  test.each([
    { template: 'health', path: ['health'], params: {} },
    { template: 'health', path: ['HEALTH'], params: {} },
    { template: 'health', path: ['health', 'live'], params: undefined },
    { template: '', path: [], params: {} },
    { template: '', path: ['x'], params: undefined },
    { template: 'users/{id}', path: ['users', 'Babs Jensen'], params: { id: 'Babs Jensen' } },
    { template: 'users/{id}', path: ['users'], params: undefined },
    { template: 'users/{id}', path: ['users', ''], params: undefined },
    { template: 'users/{id?}', path: ['users'], params: {} },
    { template: 'users/{id?}', path: ['users', '7'], params: { id: '7' } },
    { template: 'files/{*path}', path: ['files', 'a', 'b.txt'], params: { path: 'a/b.txt' } },
    { template: 'files/{**path}', path: ['files'], params: {} },
    { template: 'users/{id}/manager/$ref', path: ['users', '7', 'manager', '$ref'], params: { id: '7' } },
    { template: "jobs('{id}')", path: [`jobs('${GUID}')`], params: { id: GUID } },
    { template: 'a.b', path: ['axb'], params: undefined },
    { template: 'x{{y}}', path: ['x{y}'], params: {} },
    { template: '{n:int}', path: ['-12'], params: { n: '-12' } },
    { template: '{n:int}', path: ['2147483648'], params: undefined },
    { template: '{n:long}', path: ['2147483648'], params: { n: '2147483648' } },
    { template: '{n:int}', path: ['12a'], params: undefined },
    { template: '{b:bool}', path: ['True'], params: { b: 'True' } },
    { template: '{id:guid}', path: [GUID], params: { id: GUID } },
    { template: '{id:guid}', path: [`{${GUID}}`], params: { id: `{${GUID}}` } },
    { template: '{id:guid}', path: [GUID.replaceAll('-', '')], params: { id: GUID.replaceAll('-', '') } },
    { template: '{id:guid}', path: ['1a03de52'], params: undefined },
    { template: '{name:alpha}', path: ['Babs'], params: { name: 'Babs' } },
    { template: '{name:alpha}', path: ['Babs7'], params: undefined },
    { template: '{v:regex(^(v1\\.0|beta)$)}/x', path: ['BETA', 'x'], params: { v: 'BETA' } },
    { template: '{v:regex(^(v1\\.0|beta)$)}/x', path: ['v2.0', 'x'], params: undefined },
    { template: '{code:regex(^\\d{{3}}$):int}', path: ['123'], params: { code: '123' } },
    { template: '{code:regex(^a/b$)}/c', path: ['a/b', 'c'], params: { code: 'a/b' } },
    { template: '{id:int?}', path: [], params: {} },
  ])('$template against $path', ({ template, path, params }) => {
    expect(matchTemplate(parseTemplate(template), path)).toEqual(params);
  });

  test.each([
    { template: 'a//b', fault: 'a segment is empty' },
    { template: '{id', fault: '"{id" has a brace without its partner' },
    { template: 'x}', fault: '"x}" has a brace without its partner' },
    { template: '{a}{b}', fault: '"{a}{b}" has two parameters with nothing between them' },
    { template: '{}', fault: '"{}" has a brace without its partner' },
    { template: '{7}', fault: '"{7}" has no proper name' },
    { template: '{id:}', fault: '"{id:}" cannot be read from ":" on' },
    { template: '{id=7}', fault: '"{id=7}" cannot be read from "=7" on' },
    { template: '{id:date}', fault: 'constraint "date" is not known' },
    { template: '{id:int(3)}', fault: 'constraint "int(3)" is not known' },
    { template: '{id:regex([)}', fault: 'Invalid regular expression: /[/i: Unterminated character class' },
    { template: '{id}/x/{ID}', fault: 'parameter "id" occurs twice' },
    { template: '{*rest}/x', fault: 'a catch-all parameter must be the last segment' },
    { template: '{*rest?}', fault: '"{*rest?}" cannot be both catch-all and optional' },
    { template: '{id?}/x', fault: 'an optional parameter must be at the end' },
    { template: 'a{id?}', fault: '"a{id?}" mixes text with an optional or catch-all parameter' },
  ])('$template is refused', ({ template, fault }) => {
    expect(() => parseTemplate(template)).toThrow(`Route "${template}": ${fault}.`);
  });
});
