import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const files = { openapi: 'openapi.json', asyncapi: 'asyncapi.json' };

/** The documents as the schemas of data-model, as they are built, describe them. */
export async function todaysDocuments() {
  const { openApiDocument, asyncApiDocument } = await import('../../libs/data-model/dist/documents.js');
  return { openapi: openApiDocument('http://localhost:8080'), asyncapi: asyncApiDocument() };
}

export const textOf = (document) => `${JSON.stringify(document, null, 2)}\n`;

/** Each committed page's path and what it should say. */
export const pagesOf = (documents) =>
  Object.entries(files).map(([kind, file]) => [join('docs', 'api', file), textOf(documents[kind])]);

/**
 * What today is measured by: the documents of the newest tag `v*`; without one, the committed baseline.
 *
 * @returns {{ source: string, openapi: object, asyncapi: object }}
 */
export function baselineOf(folder = root) {
  const tag = newestTag(folder);
  const tagged = tag === undefined ? undefined : documentsAt(folder, tag);
  if (tagged !== undefined) return { source: tag, ...tagged };
  const read = (file) => JSON.parse(readFileSync(join(folder, 'docs', 'api', 'baseline', file), 'utf8'));
  return { source: 'docs/api/baseline', openapi: read(files.openapi), asyncapi: read(files.asyncapi) };
}

/** The newest version that was tagged, such as `v1.2.0`; undefined when there is none, or no repository. */
export function newestTag(folder = root) {
  if (!existsSync(join(folder, '.git'))) return undefined;
  const listed = git(folder, ['tag', '--list', 'v*', '--sort=-v:refname']);
  return listed?.split('\n').find((tag) => /^v\d+(\.\d+)*$/.test(tag));
}

/** The documents as they were committed at a tag; undefined for a version older than they are. */
function documentsAt(folder, tag) {
  const read = (file) => git(folder, ['show', `${tag}:docs/api/${file}`]);
  const [openapi, asyncapi] = [read(files.openapi), read(files.asyncapi)];
  if (openapi === undefined || asyncapi === undefined) return undefined;
  return { openapi: JSON.parse(openapi), asyncapi: JSON.parse(asyncapi) };
}

/** What git says; undefined when it says no. */
function git(folder, args) {
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout : undefined;
}
