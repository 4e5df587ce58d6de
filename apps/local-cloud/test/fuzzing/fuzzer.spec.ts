import type { ServerResponse } from 'node:http';
import { operationsIn } from './api-document.js';
import { fuzz } from './fuzzer.js';
import { Told } from './known.js';
import { lampDocument, problemOf, send, serverWith } from './server-with-faults.js';
import type { ShopKnowledge } from './shop-knowledge.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Fuzzes the server that does this wrong, and gives what was found. */
async function foundIn(fault: (response: ServerResponse) => boolean, answerWithinMs = 5000) {
  const { port, close } = await serverWith(fault);
  closing.push(close);
  const knowledge: ShopKnowledge = {
    parts: { user: ['customer'] },
    cast: { customer: [{ token: 'x' }] },
    partOfLeavers: () => undefined,
    bodies: {},
    straightPort: () => undefined,
    gatewayPort: port,
    signature: () => '',
    told: new Told(),
    prepareRound: async () => undefined,
  };
  const options = { seed: 1, runs: 60, rounds: 1, forMs: 15_000, answerWithinMs };
  return fuzz(operationsIn(lampDocument), knowledge, options);
}

const always =
  (act: (response: ServerResponse) => void) =>
  (response: ServerResponse): boolean => {
    act(response);
    return true;
  };
const problem = 'application/problem+json';
const lamp = { id: '1', watts: 40 };

/** What a server can do wrong, and what is said of it. */
const faults: [string, (response: ServerResponse) => boolean, RegExp][] = [
  ['answers 500', always((response) => send(response, 500, problemOf('/v1/lamps'), problem)), /It answered 500/],
  ['answers 503', always((response) => send(response, 503, problemOf('/v1/lamps'), problem)), /It answered 503/],
  [
    'answers 503 whenever one comes back as told',
    always((response) => {
      response.setHeader('retry-after', '0.001');
      send(response, 503, problemOf('/v1/lamps'), problem);
    }),
    /It answered 503/,
  ],
  ['says nothing', always(() => undefined), /no whole answer within 150 ms/],
  [
    'stops in the middle',
    always((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{"id":');
    }),
    /no whole answer within 150 ms/,
  ],
  ['cuts the connection', always((response) => response.socket?.destroy()), /ended without an answer|connection broke/],
  [
    'breaks its schema',
    always((response) => send(response, 201, { ...lamp, watts: 'x' })),
    /breaks its schema at \/watts/,
  ],
  ['says too much', always((response) => send(response, 201, { ...lamp, secret: 1 })), /breaks its schema/],
  [
    'answers what is no JSON',
    always((response) => response.writeHead(201, { 'content-type': 'application/json' }).end('<')),
    /breaks its schema/,
  ],
  [
    'answers in another type',
    always((response) => send(response, 201, lamp, 'text/html')),
    /It is text\/html, not application\/json/,
  ],
  ['leaves a header out', always((response) => send(response, 201, lamp)), /It has no Location/],
  [
    'leaves the trace out',
    always((response) => {
      response.removeHeader('x-trace-id');
      response.setHeader('location', '/v1/lamps/1');
      send(response, 201, lamp);
    }),
    /It has no x-trace-id/,
  ],
  [
    'answers a status that is not documented',
    always((response) => response.writeHead(202).end()),
    /not documented to answer 202/,
  ],
  ['redirects', always((response) => response.writeHead(302, { location: '/' }).end()), /not documented to answer 302/],
  [
    'refuses for a reason that is not documented',
    always((response) =>
      send(
        response,
        403,
        problemOf('/v1/lamps', { code: 'forbidden', status: 403, type: '/problems/forbidden' }),
        problem,
      ),
    ),
    /forbidden \(403\) is not documented here/,
  ],
  [
    'refuses in JSON that is no problem',
    always((response) => send(response, 404, { error: 'x' })),
    /A refusal \(404\) is application\/json/,
  ],
  [
    'refuses without a code',
    always((response) => send(response, 404, problemOf('/v1/lamps', { code: undefined }), problem)),
    /is no problem/,
  ],
  [
    'refuses with another trace',
    always((response) => send(response, 404, problemOf('/v1/lamps', { traceId: 'f'.repeat(32) }), problem)),
    /traceId is not that of the header/,
  ],
  [
    'tells where its source is',
    always((response) =>
      send(response, 404, problemOf('/v1/lamps', { detail: 'at run (/app/node_modules/x.js:1:2)' }), problem),
    ),
    /It tells of the inside/,
  ],
];

test('the fuzzer finds nothing in a server that keeps to its document', async () => {
  const { requests, faults: found, statuses } = await foundIn(() => false);
  expect([...found.values()]).toEqual([]);
  expect(requests).toBe(120);
  expect(statuses['POST /v1/lamps']).toMatchObject({ 201: expect.any(Number) });
});

test('the fuzzer comes back to a server that was busy and said until when', async () => {
  let requests = 0;
  const isBusy = (response: ServerResponse): boolean => {
    requests += 1;
    if (requests > 2) return false;
    response.setHeader('retry-after', '0.001');
    send(response, 503, problemOf('/v1/lamps'), problem);
    return true;
  };
  expect([...(await foundIn(isBusy)).faults.values()]).toEqual([]);
});

test.each(faults)('the fuzzer finds a server that %s, and says how to see it again', async (_what, fault, sentence) => {
  const isSilent = sentence.source.includes('150 ms');
  const found = (await foundIn(fault, isSilent ? 150 : 5000)).faults.get('POST /v1/lamps') ?? '';
  expect(found).toMatch(sentence);
  expect(found).toContain('POST /v1/lamps');
  expect(found).toMatch(/Again: FUZZ_SEED=1 FUZZ_ONLY='POST \/v1\/lamps' FUZZ_PATH=[\d:]+/);
});

test('what is found for one kind of request only is found, and comes again where it was said to', async () => {
  const onlyTheLong = (response: ServerResponse): boolean => {
    if ((response.req.url?.length ?? 0) < 100) return false;
    send(response, 500, {});
    return true;
  };
  const found = (await foundIn(onlyTheLong)).faults.get('GET /v1/lamps/{id}') ?? '';
  expect(found).toContain('It answered 500');
  const again = (await foundIn(onlyTheLong)).faults.get('GET /v1/lamps/{id}') ?? '';
  expect(again.split('Again')[1]).toBe(found.split('Again')[1]);
});
