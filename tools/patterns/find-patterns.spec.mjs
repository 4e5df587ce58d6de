import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPatterns } from './find-patterns.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'patterns-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function findIn(files) {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return findPatterns(root);
}

const path = 'apps/a/src/core/a.ts';

it.each([
  ['a literal', String.raw`const a = /a\/b+/gi;`, String.raw`a\/b+`, 'gi'],
  ['a literal as an argument', String.raw`z.string().regex(/^\d+$/, 'digits')`, String.raw`^\d+$`, ''],
  ['constant text', String.raw`new RegExp('a\\d+', 'u')`, String.raw`a\d+`, 'u'],
  ['constant text without new', `RegExp("a+")`, 'a+', ''],
  ['a template without values', 'new RegExp(`a+`)', 'a+', ''],
  ['String.raw', 'new RegExp(String.raw`a\\d+`)', String.raw`a\d+`, ''],
  ['text put together', `new RegExp('a' + "b" + (\`c\` as string), 'i')`, 'abc', 'i'],
])('%s is found', (_, source, pattern, flags) => {
  expect(findIn({ [path]: `\n${source}` })).toEqual([{ path, line: 2, pattern, flags }]);
});

it.each([
  'new RegExp(name)',
  `new RegExp(\`^\${name}$\`)`,
  "new RegExp('a' + name)",
  "new Other('a+')",
  "'/a+/'",
  'a / b / c',
])('%s is none that is known before it runs', (source) => {
  expect(findIn({ [path]: source })).toEqual([]);
});

it('those of apps, libraries and tools are found, tests included, and none of what was installed or built', () => {
  const found = findIn({
    'apps/a/src/a.spec.ts': '/1/;',
    'apps/a/src/page.tsx': 'export const Page = () => <p>{/2/.source}</p>;',
    'libs/b/src/deep/b.ts': '/3/;',
    'tools/c/c.mjs': '/4/;',
    'tools/d.cjs': '/5/;',
    'apps/a/test/a.ts': '/6/;',
    'apps/a/dist/a.js': '/7/;',
    'apps/a/node_modules/x/src/x.js': '/8/;',
    'tools/node_modules/x/x.js': '/9/;',
  });
  expect(found.map(({ pattern }) => pattern)).toEqual(['1', '2', '3', '4', '5']);
});

it('a file that does not parse is not passed over', () => {
  expect(() => findIn({ [path]: 'const = /a/' })).toThrow('does not parse');
});
