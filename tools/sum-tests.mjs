// Adds up what each project's tests left behind and prints the one line that says how the whole run ended.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '.cache', 'test-results');
const total = { passed: 0, failed: Number(process.argv[2] ?? 0), skipped: 0 };
for (const file of globSync('**/*.json', { cwd: folder })) {
  const counts = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  for (const key of Object.keys(total)) total[key] += counts[key];
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
