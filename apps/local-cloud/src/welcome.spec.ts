import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orderCommand } from './welcome.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Stands in for curl: answers a log-in and a search, and prints the arguments of an order. */
const curl = `#!/bin/sh
case "$*" in
  */v1/auth/login*) printf '{"accessToken":"eyJ.a-b_c","refreshToken":"rt_1","tokenType":"Bearer","expiresIn":900}';;
  *'/v1/products?limit=1&inStock=true'*) printf '{"items":[{"id":"0190-p1","sku":"LAMP-01","images":[{"url":"/a"}]}],"nextCursor":null}';;
  *) for argument; do printf '%s\\n' "$argument"; done;;
esac
`;

test.each(['bash', 'sh'])('the printed command orders a product, verbatim in %s', (shell) => {
  writeFileSync(join(folder, 'curl'), curl);
  chmodSync(join(folder, 'curl'), 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const args = execFileSync(shell, ['-c', orderCommand('http://localhost:8080')], { env, encoding: 'utf8' }).split(
    '\n',
  );
  expect(args).toContain('http://localhost:8080/v1/orders');
  expect(args).toContain('authorization: Bearer eyJ.a-b_c');
  expect(args.find((argument) => argument.startsWith('idempotency-key:'))).toMatch(/^idempotency-key: try-\d+-\d+$/);
  const body: unknown = JSON.parse(args.find((argument) => argument.startsWith('{')) ?? '');
  expect(body).toMatchObject({ items: [{ productId: '0190-p1', quantity: 1 }], paymentMethod: 'pm_card_visa' });
});
