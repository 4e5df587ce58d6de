import { difference } from './same-answer.mjs';

const answer = (more) => ({
  invocationId: 'a',
  returnValue: { http: { statusCode: '201', body: { bytes: Buffer.from('hello') }, ...more } },
  result: { status: 'Success' },
});

test('what is only the wire is no difference', () => {
  const fromWire = {
    ...answer({ cookies: [{ name: 'a', sameSite: 'ExplicitNone' }] }),
    invocationId: 'b',
    outputData: [],
  };
  const own = answer({
    cookies: [{ name: 'a', sameSite: 'explicitNone', domain: undefined }],
    body: { bytes: new Uint8Array(Buffer.from('hello')) },
    enableContentNegotiation: false,
  });
  expect(difference(fromWire, own)).toBeUndefined();
});

test('another status, another byte or another result is one', () => {
  expect(difference(answer(), answer({ statusCode: '200' }))).toContain('"statusCode":"200"');
  expect(difference(answer(), answer({ body: { bytes: Buffer.from('hallo') } }))).toContain('hallo');
  expect(difference(answer(), { result: { status: 'Failure' } })).toContain('Failure');
});
