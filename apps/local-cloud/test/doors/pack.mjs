// Packs programs of the shop, `NAME=SCRIPT` each: the bundler does not run in jest's context.
import { packed } from '../../dist/bundles.js';

for (const program of process.argv.slice(2)) {
  const [name, script] = program.split('=');
  await packed(name, script);
}
