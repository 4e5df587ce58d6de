import { BlobServiceClient } from '@azure/storage-blob';
import { type BlobEngine, startBlob } from '@causeway/engines';
import { type Blobs, openBlob } from '../src/blob.js';
import { aPoint } from './a-point.js';

let engine: BlobEngine;
let blobs: Blobs;

beforeAll(async () => {
  engine = await startBlob();
  blobs = openBlob(engine.connectionString);
});

afterAll(() => engine.stop());

test('a file comes back as it was put, whoever puts the first one into its container', async () => {
  await Promise.all([
    blobs.put(aPoint, 'receipts', 'orders/1.html', '<p>Danke schön</p>', 'text/html; charset=utf-8'),
    blobs.put(aPoint, 'receipts', 'orders/2.bin', new Uint8Array([0, 255]), 'application/octet-stream'),
  ]);
  const letter = await blobs.get('receipts', 'orders/1.html');
  expect(letter?.bytes.toString('utf8')).toBe('<p>Danke schön</p>');
  expect(letter?.contentType).toBe('text/html; charset=utf-8');
  expect([...((await blobs.get('receipts', 'orders/2.bin'))?.bytes ?? [])]).toEqual([0, 255]);
});

test('putting a file again replaces it', async () => {
  await blobs.put(aPoint, 'receipts', 'same.txt', 'one', 'text/plain');
  await blobs.put(aPoint, 'receipts', 'same.txt', 'two', 'text/plain');
  expect((await blobs.get('receipts', 'same.txt'))?.bytes.toString()).toBe('two');
});

test('a file that is only added leaves the one that is there as it is', async () => {
  await blobs.add(aPoint, 'receipts', 'once.txt', 'one', 'text/plain');
  await blobs.add(aPoint, 'receipts', 'once.txt', 'two', 'text/plain');
  expect((await blobs.get('receipts', 'once.txt'))?.bytes.toString()).toBe('one');
});

test('a container that was deleted is created again by the next file', async () => {
  await blobs.put(aPoint, 'passing', 'first.txt', 'one', 'text/plain');
  await BlobServiceClient.fromConnectionString(engine.connectionString).getContainerClient('passing').delete();
  await blobs.put(aPoint, 'passing', 'second.txt', 'two', 'text/plain');
  expect(await blobs.list('passing')).toEqual(['second.txt']);
});

test('names are listed by prefix, in order', async () => {
  for (const name of ['2026/b', '2026/a', '2025/z']) await blobs.put(aPoint, 'ledger-backup', name, name, 'text/plain');
  expect(await blobs.list('ledger-backup', '2026/')).toEqual(['2026/a', '2026/b']);
});

test('what is not there is nothing, and no error', async () => {
  expect(await blobs.get('receipts', 'none')).toBeUndefined();
  expect(await blobs.get('no-such-container', 'none')).toBeUndefined();
  expect(await blobs.list('no-such-container')).toEqual([]);
  await blobs.ping();
});
