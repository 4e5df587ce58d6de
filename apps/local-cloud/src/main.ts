import { isMisuse } from './misuse.js';
import { readOptions } from './options.js';
import { runSystem } from './run-system.js';

const complain = (error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(isMisuse(error) ? 2 : 1);
};

try {
  await runSystem(readOptions(process.argv.slice(2)));
} catch (error) {
  complain(error);
}
