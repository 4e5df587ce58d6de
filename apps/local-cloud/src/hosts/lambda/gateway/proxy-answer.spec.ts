import { answerOf } from './proxy-answer.js';

const answer = (given: unknown, { accept = '*/*', binary = [] as string[] } = {}) => {
  const found = answerOf(typeof given === 'string' ? given : JSON.stringify(given), {
    accept,
    binaryMediaTypes: binary,
  });
  return found && { ...found, body: found.body.toString('latin1') };
};

test('what a function answers comes out, JSON unless it says otherwise', () => {
  expect(answer({ statusCode: 201, headers: { Location: '/x', n: 1 }, body: 'b' })).toEqual({
    status: 201,
    headers: ['Location', '/x', 'n', '1', 'Content-Type', 'application/json'],
    body: 'b',
  });
  expect(answer({ statusCode: '204' })).toEqual({
    status: 204,
    headers: ['Content-Type', 'application/json'],
    body: '',
  });
});

test('of a header that is said in both ways the many values count', () => {
  const headers = { 'set-cookie': 'c', 'content-type': 'text/plain' };
  expect(answer({ statusCode: 200, headers, multiValueHeaders: { 'Set-Cookie': ['a', 'b'] } })?.headers).toEqual([
    'content-type',
    'text/plain',
    'Set-Cookie',
    'a',
    'Set-Cookie',
    'b',
  ]);
});

test("headers that are API Gateway's own come out under another name, or not at all", () => {
  const headers = { 'www-authenticate': 'Bearer', 'Content-Length': '1', Date: 'now', 'transfer-encoding': 'chunked' };
  expect(answer({ statusCode: 401, headers: { ...headers, 'content-type': 'a/b' } })?.headers).toEqual([
    'x-amzn-Remapped-www-authenticate',
    'Bearer',
    'x-amzn-Remapped-Content-Length',
    '1',
    'x-amzn-Remapped-Date',
    'now',
    'content-type',
    'a/b',
  ]);
});

test('base64 becomes bytes where the client asks for a media type that is binary', () => {
  const given = { statusCode: 200, body: '/9g=', isBase64Encoded: true };
  const bodyOf = (accept: string, binary: string[]) => answer(given, { accept, binary })?.body;
  expect(bodyOf('image/jpeg', [])).toBe('/9g=');
  expect(bodyOf('text/html, image/jpeg', ['image/jpeg'])).toBe('/9g=');
  expect(bodyOf('image/jpeg, text/html', ['image/jpeg'])).toBe('\xff\xd8');
  expect(bodyOf('text/html', ['*/*'])).toBe('\xff\xd8');
});

test.each([
  ['no JSON', 'hello'],
  ['no object', 'null'],
  ['no status', { body: 'x' }],
  ['a status that is none', { statusCode: 99 }],
  ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
  ['a header that cannot be sent', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ['a name that cannot be sent', { statusCode: 200, headers: { 'a b': 'c' } }],
  ['many values that are one', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
])('%s is no answer', (_, given) => {
  expect(answer(given)).toBeUndefined();
});
