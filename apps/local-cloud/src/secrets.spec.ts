import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bridgeGrants, grants, topicKeys } from '@causeway/messaging/topology';
import { secretsIn } from './secrets.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('secrets are made once, for their owner alone to read', () => {
  const first = secretsIn(folder);
  expect(secretsIn(folder)).toEqual(first);
  expect(first.serviceApiKeys['order-service']).toMatch(/^cwk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
  expect(new Set(Object.values(first.serviceApiKeys)).size).toBe(6);
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

test('every service with rights on the bus has a key of its own there', () => {
  const { serviceBusKeys } = secretsIn(folder);
  expect(Object.keys(serviceBusKeys).sort()).toEqual(
    [...new Set([...grants, ...bridgeGrants].map(({ service }) => service))].sort(),
  );
  expect(new Set(Object.values(serviceBusKeys)).size).toBe(Object.keys(serviceBusKeys).length);
  expect(topicKeys(serviceBusKeys).length).toBeGreaterThan(0);
});

test('secrets of an earlier version keep what they have, and get what they lack', () => {
  const file = join(folder, 'secrets.json');
  const before = secretsIn(folder);
  const { serviceBusKeys, ...earlier } = before;
  writeFileSync(file, JSON.stringify(earlier));
  const after = secretsIn(folder);
  expect(after).toEqual({ ...before, serviceBusKeys: after.serviceBusKeys });
  expect(Object.keys(after.serviceBusKeys)).toEqual(Object.keys(serviceBusKeys));
  expect(after.serviceBusKeys).not.toEqual(serviceBusKeys);
  expect(secretsIn(folder)).toEqual(after);

  const { 'order-service': _, ...others } = after.serviceBusKeys;
  writeFileSync(file, JSON.stringify({ ...after, serviceBusKeys: others }));
  expect(secretsIn(folder).serviceBusKeys).toMatchObject(others);
  expect(JSON.parse(readFileSync(file, 'utf8')).serviceBusKeys).toHaveProperty('order-service');

  const { bridge: __, ...fewer } = after.serviceApiKeys;
  writeFileSync(file, JSON.stringify({ ...after, serviceApiKeys: fewer }));
  expect(secretsIn(folder).serviceApiKeys).toMatchObject(fewer);
  expect(JSON.parse(readFileSync(file, 'utf8')).serviceApiKeys).toHaveProperty('bridge');
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const { bridge: _bridge, ...services } = after.serviceApiKeys;
  writeFileSync(file, JSON.stringify({ ...after, serviceApiKeys: services }));
  expect(secretsIn(folder).serviceApiKeys).toEqual({ ...services, bridge: expect.stringMatching(/^cwk_/) });
});

test('damaged secrets are not replaced in silence', () => {
  writeFileSync(join(folder, 'secrets.json'), '{}');
  expect(() => secretsIn(folder)).toThrow(/is damaged; put it back/);
});
