import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { root } from './configuration.mjs';

const code = readFileSync(join(root, 'aws', 'site-address.js'), 'utf8');

/** What CloudFront asks the bucket for. */
const fileOf = (uri, accept) =>
  runInNewContext(`${code}; handler(event)`, {
    event: { request: { uri, headers: accept === undefined ? {} : { accept: { value: accept } } } },
  }).uri;

it.each([
  ['/', '/docs.html'],
  ['/docs', '/docs.html'],
  ['/docs/', '/docs.html'],
  ['/openapi.json', '/openapi.json'],
  ['/asyncapi.json', '/asyncapi.json'],
  ['/problems/out-of-stock', '/problems/out-of-stock.json'],
])('finds the file of %s', (path, file) => expect(fileOf(path)).toBe(file));

it('shows a browser the page of a problem, and a program its JSON', () => {
  expect(fileOf('/problems/not-found', 'text/html,application/xhtml+xml')).toBe('/problems/not-found.html');
  expect(fileOf('/problems/not-found', 'application/json')).toBe('/problems/not-found.json');
});
