import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { importsOf } from './imports.mjs';
import {
  allows,
  apps,
  emptyNames,
  forbiddenInCore,
  meetingPlace,
  projectRules,
  roomOfServiceFile,
  serviceRules,
  services,
} from './rules.mjs';

const ours = '@causeway/';
const builtin = new Set(builtinModules);

/** Checks every source file against the import rules. Returns the faults, and how many imports it saw. */
export function checkFiles(root) {
  const faults = [];
  let seen = 0;
  for (const { kind, project, files } of projects(root)) {
    for (const path of files) {
      const file = join(root, kind, project, path);
      const { source, specifiers } = importsOf(file);
      const fault = (what) => faults.push(`${relative(root, file)}: ${what}`);
      seen += specifiers.length;
      checkName(path, fault);
      for (const specifier of specifiers) checkImport({ project, path, specifier, fault });
      if (services.includes(project)) checkRoom({ path, source, fault });
    }
  }
  return { faults, seen };
}

function* projects(root) {
  for (const kind of ['apps', 'libs']) {
    for (const project of readdirSync(join(root, kind))) {
      const below = readdirSync(join(root, kind, project), { recursive: true, encoding: 'utf8' });
      const files = below.filter((path) => /\.tsx?$/.test(path) && !/(^|\/)(node_modules|dist|bundle)\//.test(path));
      yield { kind, project, files };
    }
  }
}

function checkName(path, fault) {
  for (const part of path.split('/')) {
    if (emptyNames.includes(part.replace(/\.ts$/, ''))) fault(`'${part}' says nothing about what is in it`);
    if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(part)) fault(`'${part}' is not kebab-case`);
  }
}

const isTest = (path) => path.startsWith('test/') || path.endsWith('.spec.ts');

function checkImport({ project, path, specifier, fault }) {
  if (specifier.startsWith('.')) return checkRelative({ project, path, specifier, fault });
  if (specifier.startsWith(ours)) return checkOurs({ project, path, target: specifier.slice(ours.length), fault });
  const room =
    services.includes(project) && path.startsWith('src/') && !isTest(path)
      ? roomOfServiceFile(path.slice(4))
      : undefined;
  const isBuiltin = specifier.startsWith('node:') || builtin.has(specifier);
  if (room === 'core' && (isBuiltin ? specifier !== 'node:crypto' : true)) fault(`core may not import ${specifier}`);
}

function checkOurs({ project, path, target, fault }) {
  const test = isTest(path);
  const [library] = target.split('/');
  if (library === project) return fault(`imports itself through its public name (${target})`);
  if (target === 'testing' || target.startsWith('testing/')) {
    if (!test && project !== 'testing') fault('only tests may import testing');
    return;
  }
  if (meets({ project, path, target: target.split('/') })) return;
  if (apps.includes(library)) return fault(`an app is never imported (${target})`);
  if (test) return;
  if (!services.includes(project)) {
    if (!allows(projectRules[project] ?? [], target)) fault(`${project} may not import ${target}`);
    return;
  }
  const room = roomOfServiceFile(path.replace(/^src\//, ''));
  if (room !== undefined && !allows(serviceRules[room].libs, target)) fault(`${room} may not import ${target}`);
}

const meets = ({ project, path, target: [service, room] }) =>
  project === meetingPlace.project &&
  path.startsWith(meetingPlace.folder) &&
  services.includes(service) &&
  meetingPlace.rooms.includes(room);

function checkRelative({ project, path, specifier, fault }) {
  const target = posix.join(dirname(path), specifier);
  if (target.startsWith('..')) return fault(`reaches out of its project (${specifier})`);
  if (!services.includes(project) || isTest(path) || !path.startsWith('src/')) return;
  const from = roomOfServiceFile(path.slice(4));
  const to = roomOfServiceFile(target.slice(4).replace(/\.js$/, '.ts'));
  if (from !== undefined && to !== undefined && !serviceRules[from].rooms.includes(to))
    fault(`${from} may not import ${to} (${specifier})`);
}

function checkRoom({ path, source, fault }) {
  if (!path.startsWith('src/') || isTest(path)) return;
  const room = roomOfServiceFile(path.slice(4));
  if (room === undefined) return fault('a service has core/, adapters/, api/, app.module.ts and its doors only');
  const lines = source.trimEnd().split('\n').length;
  if (room === 'door' && lines > 30) fault(`a door has 30 lines at most, this one ${lines}`);
  if (room !== 'core') return;
  for (const { pattern, why } of forbiddenInCore) if (pattern.test(source)) fault(why);
}
