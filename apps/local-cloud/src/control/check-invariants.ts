// A process of its own, run for one question: reading every store takes memory that the supervisor should not keep.
import { checkBooks, readBooks, type Sources } from '@causeway/invariants';

// The only caller is invariants.ts beside this file, which writes exactly this.
const sources = JSON.parse(process.argv[2] ?? '{}') as Sources;
try {
  process.stdout.write(JSON.stringify({ invariants: checkBooks(await readBooks(sources)) }));
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
