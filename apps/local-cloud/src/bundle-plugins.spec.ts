import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const folder = mkdtempSync(join(tmpdir(), 'causeway-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = promisify(execFile);
const plugins = new URL('./bundle-plugins.ts', import.meta.url).href;

/** The packer is machine code that knows no regular expressions of jest's, so it gets a process of its own. */
const packing = `
  import { rolldown } from 'rolldown';
  import { quickStart } from ${JSON.stringify(plugins)};
  const [input, file] = process.argv.slice(1);
  const bundle = await rolldown({ input, platform: 'node', plugins: [...quickStart], logLevel: 'silent' });
  await bundle.write({ file, format: 'esm', codeSplitting: false });`;

/** Packs the files, of which the first is the program, and answers what it prints. */
async function packAndRun(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, code] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  const [program = ''] = Object.keys(files);
  const file = join(folder, 'packed.mjs');
  await run(process.execPath, ['--input-type=module', '--eval', packing, join(folder, program), file]);
  return (await run(process.execPath, [file])).stdout.trim();
}

test("a packed program finds Node's modules however it asks for them, and loads no HTTP client with the server's", async () => {
  const said = await packAndRun({
    'program.mjs': `
      import { createServer } from 'node:http';
      import fs, { existsSync } from 'fs';
      import * as path from 'node:path';
      import { createRequire } from 'node:module';
      import { sep } from './old.cjs';
      const has = [createServer, fs.existsSync === existsSync, path.join('a', 'b'), sep, createRequire(import.meta.url)];
      console.log([has.every(Boolean), process.moduleLoadList.includes('NativeModule internal/deps/undici/undici')].join(' '));`,
    'old.cjs': `exports.sep = require('path').sep;`,
  });
  expect(said).toBe('true false');
});

test("a date format of Nest's loggers is made when a line is written", async () => {
  const said = await packAndRun({
    'dates.mjs': `
      const made = [];
      const { DateTimeFormat } = Intl;
      Intl.DateTimeFormat = function (...given) { made.push(given); return new DateTimeFormat(...given); };
      const { line } = await import('./node_modules/@nestjs/common/services/logger.service.js');
      console.log([made.length, line(0), made.length].join(' '));`,
    'node_modules/@nestjs/common/services/logger.service.js': `
      const dateTimeFormatter = new Intl.DateTimeFormat(undefined, {
        year: 'numeric',
        timeZone: 'UTC',
      });
      export const line = (at) => dateTimeFormatter.format(at);`,
    'node_modules/@nestjs/common/package.json': '{"type": "module"}',
  });
  expect(said).toBe('0 1970 1');
});
