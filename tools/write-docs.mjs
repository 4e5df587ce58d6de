// Writes docs/configuration.md from the schemas that the doors parse their environment with, as they are built.
// With --check it writes nothing and fails when the committed file says something else.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from './docs/configuration-page.mjs';

const file = join(import.meta.dirname, '..', 'docs', 'configuration.md');
const page = await configurationPage();
if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
  console.log('docs/configuration.md is written.');
} else if (readFileSync(file, 'utf8') === page) {
  console.log('docs/configuration.md says what the schemas say.');
} else {
  console.error('docs/configuration.md no longer says what the schemas say: run "npm run docs" and commit it.');
  process.exit(1);
}
