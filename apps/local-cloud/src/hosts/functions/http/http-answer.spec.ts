import { httpAnswerOf } from './http-answer.js';

test('a response has its status, its headers and the bytes of its body', () => {
  const http = { statusCode: '201', headers: { location: '/orders/1' }, body: { bytes: Buffer.from([0, 255]) } };
  expect(httpAnswerOf({ returnValue: { http } }, [])).toEqual({
    status: 201,
    headers: [['location', '/orders/1']],
    body: Buffer.from([0, 255]),
  });
});

test('cookies become one header each', () => {
  const cookies = [
    {
      name: 'session',
      value: 'a b',
      path: { value: '/' },
      expires: { value: { seconds: 0 } },
      secure: { value: true },
      sameSite: 'explicitNone' as const,
    },
    { name: 'plain', value: '1', sameSite: 'none' as const },
  ];
  expect(httpAnswerOf({ returnValue: { http: { cookies } } }, []).headers).toEqual([
    ['set-cookie', 'session=a%20b; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; SameSite=None'],
    ['set-cookie', 'plain=1'],
  ]);
});

test('an output that the function named is taken where there is no return value', () => {
  const outputData = [{ name: 'answer', data: { http: { statusCode: '202' } } }];
  expect(httpAnswerOf({ outputData }, ['answer']).status).toBe(202);
});

test('a function that answers nothing answers 204', () => {
  expect(httpAnswerOf({}, [])).toEqual({ status: 204, headers: [], body: new Uint8Array() });
});
