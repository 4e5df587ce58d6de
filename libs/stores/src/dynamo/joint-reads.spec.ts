import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { JointReads } from './joint-reads.js';

type Sent = { input: { Key?: object; RequestItems?: Record<string, { Keys: { pk: { S: string } }[] }> } };

const keyOf = (name: string) => ({ pk: name, sk: 'META' });

/** A table that holds every key asked for but takes none named `bad`; of a request it reads `atOnce` keys. */
function aTable({ atOnce = 100, fails = false } = {}) {
  const requests: string[][] = [];
  const send = async ({ input: { Key, RequestItems } }: Sent) => {
    if (fails) throw Object.assign(new Error('away'), { name: 'TimeoutError' });
    const keys = RequestItems?.items?.Keys ?? [Key as { pk: { S: string } }]; // one of the two commands
    requests.push(keys.map(({ pk }) => pk.S));
    if (keys.some(({ pk }) => pk.S === 'bad')) throw new TypeError('That is no key.');
    const items = keys.slice(0, atOnce).map((key) => ({ ...key, ...marshall({ name: key.pk.S, tags: [] }) }));
    const left = keys.slice(atOnce);
    return { Item: items[0], Responses: { items }, UnprocessedKeys: left.length > 0 ? { items: { Keys: left } } : {} };
  };
  // Of the client only `send` is used.
  return { reads: new JointReads({ send } as unknown as DynamoDBClient, 'items'), requests };
}

test('reads of one turn share a request, each key once, and each reader gets its own item', async () => {
  const { reads, requests } = aTable();
  const [a, again, b] = await Promise.all(['a', 'a', 'b'].map((name) => reads.read(keyOf(name))));
  expect(requests).toEqual([['a', 'b']]);
  expect([a, again, b].map((item) => item?.name)).toEqual(['a', 'a', 'b']);
  expect(a).not.toBe(again);
  expect(a?.tags).not.toBe(again?.tags);
});

test('what is read later is asked for again: nothing is kept', async () => {
  const { reads, requests } = aTable();
  await reads.read(keyOf('a'));
  await reads.read(keyOf('a'));
  expect(requests).toEqual([['a'], ['a']]);
});

test('no request has more than 100 keys', async () => {
  const { reads, requests } = aTable();
  const names = Array.from({ length: 201 }, (_, index) => `${index}`);
  const items = await Promise.all(names.map((name) => reads.read(keyOf(name))));
  expect(items.map((item) => item?.name)).toEqual(names);
  expect(requests.map(({ length }) => length)).toEqual([100, 100, 1]);
});

test('keys that DynamoDB leaves are asked for until all are read', async () => {
  const { reads, requests } = aTable({ atOnce: 2 });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const items = await Promise.all(names.map((name) => reads.read(keyOf(name))));
  expect(items.map((item) => item?.name)).toEqual(names);
  expect(requests.map(({ length }) => length)).toEqual([5, 3, 1]);
});

test('when a request fails, each of its readers learns it', async () => {
  const { reads } = aTable({ fails: true });
  const outcomes = await Promise.allSettled([reads.read(keyOf('a')), reads.read(keyOf('b'))]);
  expect(outcomes).toMatchObject([
    { status: 'rejected', reason: { code: 'unavailable' } },
    { status: 'rejected', reason: { code: 'unavailable' } },
  ]);
});

test('a key that is refused fails its own reader only', async () => {
  const { reads, requests } = aTable();
  const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map((name) => reads.read(keyOf(name))));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(requests).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
});
