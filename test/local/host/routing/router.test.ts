import { createRouter, type Route } from '../../../../local/host/routing/router';

function get(template: string): Route<string> {
  return { template, methods: ['GET'], target: template };
}

describe('the router', () => {
  const router = createRouter([
    get('{*everything}'),
    get('{version}/users/{id}'),
    get('{version}/users/{id:int}'),
    get('{version}/users/me'),
    get('{version}/users'),
    get('beta/users'),
    get('{version}/$batch'),
    { template: '{version}/users', methods: ['post'], target: 'create' },
  ]);

  test.each([
    { name: 'literal text beats a parameter', path: '/v1.0/users/me', target: '{version}/users/me' },
    { name: 'a constrained parameter beats a plain one', path: '/v1.0/users/7', target: '{version}/users/{id:int}' },
    { name: 'a parameter beats catch-all', path: '/v1.0/users/babs', target: '{version}/users/{id}' },
    { name: 'catch-all takes the rest', path: '/v1.0/groups/7', target: '{*everything}' },
    { name: 'catch-all takes the root', path: '/', target: '{*everything}' },
    { name: 'the first segment that differs decides', path: '/beta/users', target: 'beta/users' },
    { name: 'case does not count', path: '/V1.0/USERS/Me', target: '{version}/users/me' },
    { name: 'a trailing slash does not count', path: '/v1.0/users/', target: '{version}/users' },
    { name: 'two trailing slashes are another path', path: '/v1.0/users//', target: '{*everything}' },
    { name: 'an encoded dollar is a dollar', path: '/v1.0/%24batch', target: '{version}/$batch' },
  ])('$name', ({ path, target }) => {
    expect(router('GET', path)?.target).toBe(target);
  });

  test('the method is part of the choice', () => {
    expect(router('POST', '/v1.0/users')?.target).toBe('create');
  });

  test('a method that is not registered is not found', () => {
    expect(router('DELETE', '/v1.0/users')).toBeUndefined();
  });

  test.each([
    { name: 'percent-encoding is undone', path: '/v1/users/Zo%C3%AB%20B', id: 'Zoë B' },
    { name: 'an encoded slash stays encoded', path: '/v1/users/a%2Fb%20c', id: 'a%2Fb c' },
    { name: 'encoding that is broken stays as it is', path: '/v1/users/50%', id: '50%' },
    { name: 'a plus is a plus', path: '/v1/users/a+b', id: 'a+b' },
  ])('$name', ({ path, id }) => {
    expect(router('GET', path)?.params).toEqual({ version: 'v1', id });
  });
});
