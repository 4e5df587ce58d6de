import * as z from 'zod';
import { escapeHtml, htmlPage } from '../html-page.js';

const content = z.record(z.string(), z.object({ schema: z.unknown() }));
const operation = z.object({
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() })),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
});
const document = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});
type Operation = z.infer<typeof operation>;
type Entry = { path: string; method: string; operation: Operation };

/** An OpenAPI document as one page to read, without scripts or anything from elsewhere. */
export function docsPage(openApi: unknown): string {
  const { info, paths } = document.parse(openApi);
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): Entry => ({ path, method, operation: one })),
  );
  const sections = Map.groupBy(entries, (entry) => entry.operation.tags[0] ?? 'other');
  const body = [...sections].map(([tag, group]) => `<h2>${escapeHtml(tag)}</h2>${group.map(entryHtml).join('')}`);
  const files = '<a href="/openapi.json">openapi.json</a>, events: <a href="/asyncapi.json">asyncapi.json</a>';
  return htmlPage(`${info.title}: the API`, `<p>${escapeHtml(info.description)} ${files}</p>${body.join('')}`);
}

function entryHtml({ path, method, operation: one }: Entry): string {
  const head = `<summary><span class="verb">${method}</span> <code>${escapeHtml(path)}</code> ${escapeHtml(one.summary)}</summary>`;
  return `<details>${head}<p class="quiet">${escapeHtml(one.description)}</p>${parametersHtml(one)}${bodyHtml(one)}${answersHtml(one)}</details>`;
}

function parametersHtml({ parameters }: Operation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}${required ? ', required' : ''}</td><td><code>${json(schema)}</code></td></tr>`,
  );
  return `<table><tr><th>Parameter</th><th>In</th><th>Schema</th></tr>${rows.join('')}</table>`;
}

const bodyHtml = ({ requestBody }: Operation): string =>
  requestBody === undefined ? '' : contentHtml('Body', requestBody.content);

const answersHtml = ({ responses }: Operation): string =>
  Object.entries(responses)
    .map(([status, answer]) => {
      const title = `${status} ${answer.description}`;
      const isProblem = answer.content !== undefined && 'application/problem+json' in answer.content;
      return answer.content === undefined || isProblem
        ? `<p>${escapeHtml(title)}</p>`
        : contentHtml(title, answer.content);
    })
    .join('');

const contentHtml = (title: string, parts: z.infer<typeof content>): string =>
  Object.entries(parts)
    .map(
      ([type, { schema }]) =>
        `<p>${escapeHtml(title)}, <code>${escapeHtml(type)}</code></p><pre>${json(schema, 2)}</pre>`,
    )
    .join('');

const json = (value: unknown, indent?: number) => escapeHtml(JSON.stringify(value, null, indent));
