// Writes docs/configuration.md from the schemas that the doors parse their environment with, docs/api from those that
// validate requests and events, as they are built, and docs/failpoints.md from the points that the sources declare.
// With --check it writes nothing and fails when a committed file says something else.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pagesOf, root, todaysDocuments } from './contracts/documents.mjs';
import { configurationPage } from './docs/configuration-page.mjs';
import { failpointsPage } from './failpoints/page.mjs';
import { readPoints } from './failpoints/registry.mjs';

const pages = [
  ['docs/configuration.md', await configurationPage()],
  ['docs/failpoints.md', failpointsPage(readPoints(root).points)],
  ...pagesOf(await todaysDocuments()),
];
for (const [path, text] of pages) {
  const file = join(root, path);
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${path} is written.`);
  } else if (existsSync(file) && readFileSync(file, 'utf8') === text) {
    console.log(`${path} says what the sources say.`);
  } else {
    console.error(`${path} no longer says what the sources say: run "npm run docs" and commit it.`);
    process.exitCode = 1;
  }
}
