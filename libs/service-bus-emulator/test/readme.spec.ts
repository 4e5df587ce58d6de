import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

/** Every code block that begins with a file's name, by that name. */
const files = new Map(
  [...readme.matchAll(/```js\n\/\/ (\S+)\n(.*?)```/gs)].map(([, name = '', text = '']) => [name, text] as const),
);

describe('the README', () => {
  it('names for every feature a test that exists', () => {
    const table =
      readme
        .split('## Features')[1]
        ?.split('\n\n')
        .find((part) => part.startsWith('|')) ?? '';
    const rows = table.trim().split('\n').slice(2);
    const named = rows.flatMap((row) => (row.split('|').at(-2) ?? '').split(',').map((name) => name.trim()));
    expect(rows.length).toBeGreaterThan(20);
    expect(named.length).toBeGreaterThanOrEqual(rows.length);
    const exists = (name: string) =>
      ['test', 'src'].some((folder) => existsSync(join(root, folder, `${name}.spec.ts`)));
    expect(named.filter((name) => !exists(name))).toEqual([]);
  });

  it("shows a global set-up that works in another project's jest", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    const source = `import ${JSON.stringify(pathToFileURL(join(root, 'bin/typescript.mjs')))};\n`;
    const entry = pathToFileURL(join(root, 'src/index.ts')).href;
    try {
      for (const [name, text] of files) {
        const ours = text.replace(
          "import { startEmulator } from '@causeway/service-bus-emulator';",
          `${source}const { startEmulator } = await import(${JSON.stringify(entry)});`,
        );
        writeFileSync(join(folder, name), ours);
      }
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      symlinkSync(modulesFolder(), join(folder, 'node_modules'));
      const child = spawn(process.execPath, ['--experimental-vm-modules', jest, '--rootDir', folder], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
      const [code] = await once(child, 'close');
      expect(stripVTControlCharacters(said)).toContain('1 passed, 1 total');
      expect(code).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Where jest and the client are installed. */
const modulesFolder = (): string => {
  const [folder = ''] = dirname(jest).split('/jest/');
  return folder;
};
