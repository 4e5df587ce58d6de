// Preloaded into the processes of a laboratory that tries out seeded bugs: where the process that starts is the one that
// a bug is for, one place of one of its files is changed as it is loaded. Nothing on disk changes.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** @param planFile JSON of `{name, script, file, find, replace}`, or `{}`: no bug; read once, when the process starts. */
export function seedBug(planFile) {
  const { name, script, file, find, replace } = JSON.parse(readFileSync(planFile, 'utf8'));
  if (name === undefined || process.argv[1] !== script) return;
  const target = pathToFileURL(file).href;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== target) return loaded;
      const parts = String(loaded.source).split(find);
      if (parts.length !== 2)
        throw new Error(`The bug ${name} has ${parts.length - 1} places in ${file}; it needs one.`);
      process.stderr.write(`${JSON.stringify({ msg: 'seeded bug', name })}\n`);
      return { ...loaded, source: parts.join(replace) };
    },
  });
}
