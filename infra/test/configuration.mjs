import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from '@cdktn/hcl2json';

export const root = join(import.meta.dirname, '..');

/**
 * A folder with Terraform files: what they say, together, as hcl2json gives it. Lists and objects are lists and objects,
 * a literal is itself, and any other expression is its source between `${` and `}`.
 */
export async function moduleIn(folder) {
  const blocks = {};
  for (const file of globSync('*.tf', { cwd: join(root, folder) }).sort()) {
    const parsed = await parse(file, readFileSync(join(root, folder, file), 'utf8'));
    for (const [kind, content] of Object.entries(parsed)) add(blocks, kind, content);
  }
  return { folder, ...blocks };
}

/** `locals` and `terraform` stand in several files, as lists; everything else is named, and named once. */
function add(blocks, kind, content) {
  if (Array.isArray(content)) {
    blocks[kind] = [...(blocks[kind] ?? []), ...content];
    return;
  }
  blocks[kind] ??= {};
  for (const [name, more] of Object.entries(content)) {
    blocks[kind][name] = Array.isArray(more)
      ? [...(blocks[kind][name] ?? []), ...more]
      : { ...blocks[kind][name], ...more };
  }
}

const folders = [
  ...new Set(globSync('**/*.tf', { cwd: root, exclude: ['**/.terraform/**'] }).map((file) => dirname(file))),
].sort();

/** Every module of this folder, the root first. */
export const modules = await Promise.all(folders.map(moduleIn));

/** @param folder as `aws` or `azure/function-app`; `.` is the root */
export const moduleOf = (folder) => modules.find((one) => one.folder === folder);

/** Every resource of every module: `{ folder, type, name, is }`. */
export const resources = modules.flatMap(({ folder, resource = {} }) =>
  Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, [is]]) => ({ folder, type, name, is, called: `${folder}: ${type}.${name}` })),
  ),
);

export const resourcesOf = (...types) => resources.filter(({ type }) => types.includes(type));

/** The value of a name in a module's `locals`. */
export const localOf = (folder, name) => moduleOf(folder).locals.find((one) => name in one)?.[name];

/** The one block of a kind within a resource. */
export const blockOf = (body, name) => body[name]?.[0] ?? body.dynamic?.[name]?.[0]?.content?.[0];

/** An expression in the way the parser gives it. */
export const source = (text) => `\${${text}}`;

/** Every text in a value, however deep. */
export function textsIn(value) {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
