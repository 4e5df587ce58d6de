import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsIn } from './secrets.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('secrets are made once, for their owner alone to read', () => {
  const first = secretsIn(folder);
  expect(secretsIn(folder)).toEqual(first);
  expect(first.serviceApiKeys['order-service']).toMatch(/^cwk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
  expect(new Set(Object.values(first.serviceApiKeys)).size).toBe(5);
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test.each([[0o644], [0o640], [0o604], [0o660], [0o777]])(
  'a file of secrets with mode %o, which others could read, is closed to them',
  (mode) => {
    const first = secretsIn(folder);
    chmodSync(join(folder, 'secrets.json'), mode);
    expect(secretsIn(folder)).toEqual(first);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  },
);

test('damaged secrets are not replaced in silence', () => {
  writeFileSync(join(folder, 'secrets.json'), '{}');
  expect(() => secretsIn(folder)).toThrow(/is damaged; put it back/);
});
