import { declarationsIn } from './declarations.mjs';
import { rawWritesIn } from './find-raw-writes.mjs';
import { passesIn } from './passes.mjs';
import { processesOf } from './processes.mjs';
import { sources } from './sources.mjs';
import { syntaxOf } from './syntax.mjs';

/**
 * Every point the sources declare, read and not run: `{ name, after, before, processes, path, line }`; and the faults:
 * two of one name, one that nothing passes, one that cannot be read, and writes without any.
 */
export function readPoints(root) {
  const files = [...sources(root)].map((source) => ({ ...source, syntax: syntaxOf(source.file) }));
  const declared = files.map(({ path, syntax }) => declarationsIn(path, syntax));
  const groups = declared.flatMap((one) => one.groups);
  const faults = [
    ...declared.flatMap((one) => one.faults),
    ...files.flatMap(({ path, syntax }) => rawWritesIn(path, syntax)),
  ];
  const passed = new Set(files.flatMap(({ path, syntax }) => [...passesIn(path, syntax, groups)]));
  const seen = new Map();
  for (const { path, constant, points } of groups) {
    for (const { name, key, line } of points) {
      const earlier = seen.get(name);
      if (earlier !== undefined) faults.push(`${path}:${line}: there is a point '${name}' already, in ${earlier}`);
      seen.set(name, `${path}:${line}`);
      if (!passed.has(`${path} ${constant} ${key}`) && !passed.has(`${path} ${constant} *`))
        faults.push(`${path}:${line}: nothing passes the point '${name}'; hand it to the write it stands behind`);
    }
  }
  const users = processesOf(files);
  const points = groups.flatMap((group) =>
    group.points.map(({ key: _, ...point }) => ({ ...point, processes: users(point) })),
  );
  return { points, faults };
}
