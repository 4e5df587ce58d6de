import { writeFileSync } from 'node:fs';
import { measured } from './measured.js';
import { readOptions } from './options.js';
import { report } from './report.js';

/** `npm run bench`: measures, prints the tables and, where asked, writes the figures. Answers the exit code. */
export async function bench(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  await using cleanUp = new AsyncDisposableStack();
  endOnSignal(cleanUp);
  const figures = await measured(options, cleanUp, (sentence) => console.error(sentence));
  console.log(report(figures));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  return 0;
}

/** The shops would live on, and their data stay. */
function endOnSignal(cleanUp: AsyncDisposableStack): void {
  const end = () => void cleanUp.disposeAsync().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
}
