import { cookieOf } from './cookies.js';

test('a cookie keeps its value and all that Functions can say of it', () => {
  const line =
    'id=a=b%20c; Domain=shop.example; Path=/v1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=60; Secure; HttpOnly; SameSite=lax';
  expect(cookieOf(line)).toEqual({
    name: 'id',
    value: 'a=b%20c',
    domain: 'shop.example',
    path: '/v1',
    expires: new Date('2026-10-21T07:28:00Z'),
    maxAge: 60,
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
  });
});

test('what a cookie does not say is not made up', () => {
  expect(cookieOf('id=')).toEqual({ name: 'id', value: '' });
});
