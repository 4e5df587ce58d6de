import { problemTypes } from '@causeway/data-model';
import { siteFiles } from './site.js';

const textOf = (path: string): string => Buffer.from(siteFiles()[path] ?? []).toString('utf8');

test('the site has the documents of the API, which work at any domain', () => {
  expect(JSON.parse(textOf('openapi.json'))).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/' }] });
  expect(JSON.parse(textOf('asyncapi.json'))).toMatchObject({ asyncapi: '3.0.0' });
  expect(textOf('docs.html')).toContain('/v1/orders');
});

test.each(Object.keys(problemTypes))('the site says what %s is, as a page and as JSON', (code) => {
  expect(JSON.parse(textOf(`problems/${code}.json`))).toMatchObject({ type: `/problems/${code}`, code });
  expect(textOf(`problems/${code}.html`)).toContain(`<code>${code}</code>`);
});
