import { readEnv } from '@causeway/runtime/env';
import * as z from 'zod';
import { corsOrigins } from './cors-origins.js';

const settings = z.object({ CORS_ORIGINS: corsOrigins });
const origins = (text?: string) => readEnv(settings, text === undefined ? {} : { CORS_ORIGINS: text }).CORS_ORIGINS;

test('no origin is named by default', () => {
  expect([origins(), origins(''), origins(' , ')]).toEqual([[], [], []]);
});

test('origins stand with commas between them', () => {
  expect(origins('https://shop.example, http://localhost:5173,https://xn--bcher-kva.example')).toEqual([
    'https://shop.example',
    'http://localhost:5173',
    'https://xn--bcher-kva.example',
  ]);
});

test.each([
  ['*', 'would let every page in'],
  ['https://*.example', 'would let every page in'],
  ['null', 'is not http:// or https:// and a host'],
  ['shop.example', 'is not http:// or https:// and a host'],
  ['file:///tmp', 'is not http:// or https:// and a host'],
  ['https://', 'is not http:// or https:// and a host'],
  ['https://shop.example/', 'https://shop.example may be meant'],
  ['https://shop.example/path', 'https://shop.example may be meant'],
  ['https://shop.example:443', 'https://shop.example may be meant'],
  ['https://Shop.example', 'https://shop.example may be meant'],
  ['https://bücher.example', 'https://xn--bcher-kva.example may be meant'],
  ['https://ann:b@shop.example', 'https://shop.example may be meant'],
  ['https://a.example https://b.example', 'is not http:// or https:// and a host'],
])('%j is refused: it %s', (text, why) => {
  for (const setting of [text, `https://ok.example,${text}`]) {
    expect(() => origins(setting)).toThrow(why);
    expect(() => origins(setting)).toThrow(/^The configuration is wrong: CORS_ORIGINS has "/);
  }
});
