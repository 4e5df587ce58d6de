import { type ProblemCode, problemTypes } from '@causeway/data-model';
import { asyncApiDocument, openApiDocument } from '@causeway/data-model/documents';
import { docsPage } from '../gateway/docs-page.js';
import { problemDescription, problemPage } from '../gateway/problem-pages.js';
import type { Files } from './zip.js';

/**
 * What the shop's domain shows in the clouds that no function answers: the documents of the API, and what each problem's
 * `type` points to, as a page and as JSON. A file's path is that of its address, with an extension.
 */
export function siteFiles(): Files {
  const openApi = openApiDocument('/');
  // The keys of the table are its codes.
  const codes = Object.keys(problemTypes) as ProblemCode[];
  return {
    'openapi.json': json(openApi),
    'asyncapi.json': json(asyncApiDocument()),
    'docs.html': Buffer.from(docsPage(openApi)),
    ...Object.fromEntries(
      codes.flatMap((code) => [
        [`problems/${code}.html`, Buffer.from(problemPage(code))],
        [`problems/${code}.json`, json(problemDescription(code))],
      ]),
    ),
  };
}

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
