import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const pages = [
  'README.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

test.each(pages)('%s names no file that is not there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const files = [...text.matchAll(/`((?:apps|libs|tools|docs)\/[\w./-]+\.(?:ts|mjs|md|json))`/g)].map(
    ([, file]) => file,
  );
  const linked = [...text.matchAll(/\]\(((?:\.\.\/)?[\w./-]+\.md)/g)].map(([, path]) => join(dirname(page), path));
  expect([...files, ...linked].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
