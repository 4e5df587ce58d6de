import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type Engine, localCredentials, startS3 } from '../src/index.js';

let engine: Engine;
let client: S3Client;

beforeAll(async () => {
  engine = await startS3();
  client = clientWith(localCredentials);
  await client.send(new CreateBucketCommand({ Bucket: 'pictures' }));
});

afterAll(async () => {
  client.destroy();
  await engine.stop();
});

function clientWith(credentials: { accessKeyId: string; secretAccessKey: string }) {
  return new S3Client({ endpoint: engine.endpoint, region: 'eu-west-1', forcePathStyle: true, credentials });
}

const upload = (signer: S3Client, signingDate = new Date()) =>
  getSignedUrl(
    signer,
    new PutObjectCommand({ Bucket: 'pictures', Key: 'a lamp/1.png', ContentType: 'image/png', ContentLength: 4 }),
    { expiresIn: 60, signingDate, signableHeaders: new Set(['content-type', 'content-length']) },
  );

const put = (url: string, body = 'lamp', contentType = 'image/png') =>
  fetch(url, { method: 'PUT', body, headers: { 'content-type': contentType } });

test('a presigned upload is stored and can be read back', async () => {
  expect((await put(await upload(client))).status).toBe(200);
  const stored = await client.send(new GetObjectCommand({ Bucket: 'pictures', Key: 'a lamp/1.png' }));
  expect(stored.ContentType).toBe('image/png');
  expect(await stored.Body?.transformToString()).toBe('lamp');
});

test('an expired upload is refused', async () => {
  const response = await put(await upload(client, new Date(Date.now() - 61_000)));
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toBe('application/xml');
  expect(await response.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
});

test.each([
  ['another content type', (url: string) => put(url, 'lamp', 'text/html')],
  ['another size', (url: string) => put(url, 'a bigger lamp')],
  ['another object', (url: string) => put(url.replace('1.png', '2.png'))],
  ['a longer life', (url: string) => put(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'))],
  ['another method', (url: string) => fetch(url, { method: 'DELETE', headers: { 'content-type': 'image/png' } })],
])('a URL used with %s than was signed is refused', async (_name, use) => {
  const response = await use(await upload(client));
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
});

test('a URL signed with another secret or another key is refused', async () => {
  const forged = await put(await upload(clientWith({ ...localCredentials, secretAccessKey: 'guess' })));
  expect(await forged.text()).toContain('SignatureDoesNotMatch');
  const stranger = await put(await upload(clientWith({ accessKeyId: 'stranger', secretAccessKey: 'local' })));
  expect(await stranger.text()).toContain('InvalidAccessKeyId');
});

test('a request without a signature is refused, as a private bucket does', async () => {
  const response = await fetch(`${engine.endpoint}/pictures/a%20lamp/1.png`);
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<Code>AccessDenied</Code>');
});

test('a page of another origin may upload', async () => {
  const preflight = await fetch(`${engine.endpoint}/pictures/x`, {
    method: 'OPTIONS',
    headers: { origin: 'http://x' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
});

test('objects survive a kill -9', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-test-'));
  const first = await startS3({ dataDir });
  const options = { region: 'eu-west-1', forcePathStyle: true, credentials: localCredentials };
  const writer = new S3Client({ ...options, endpoint: first.endpoint });
  await writer.send(new CreateBucketCommand({ Bucket: 'kept' }));
  await writer.send(new PutObjectCommand({ Bucket: 'kept', Key: 'a', Body: 'still here' }));
  process.kill(first.pid, 'SIGKILL');
  await first.exited;

  const second = await startS3({ dataDir });
  const reader = new S3Client({ ...options, endpoint: second.endpoint });
  const object = await reader.send(new GetObjectCommand({ Bucket: 'kept', Key: 'a' }));
  expect(await object.Body?.transformToString()).toBe('still here');
  await second.stop();
  rmSync(dataDir, { recursive: true });
});
