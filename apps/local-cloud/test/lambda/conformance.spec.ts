import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownRuntime } from '../../src/hosts/lambda/runtime-process.js';

/** What `npm run conformance:lambda` holds AWS's own runtime interface client to. */
const tools = new URL('../../../../tools/conformance-lambda/', import.meta.url);
const { checksOfOwn } = await import(new URL('checks.mjs', tools).href);
const { ownBundle } = await import(new URL('bundle.mjs', tools).href);

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const checks: { name: string; run: () => Promise<void> }[] = checksOfOwn(ownRuntime, ownBundle(folder));

afterAll(() => rmSync(folder, { recursive: true }));

test('there is something to check', () => {
  expect(checks).not.toHaveLength(0);
});

test.each(checks)("our own runtime does as AWS's: $name", async ({ run }) => {
  await run();
});
