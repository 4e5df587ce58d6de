import { asyncApiDocument, openApiDocument, routes } from './documents.js';
import { eventTypes } from './index.js';

describe('the documents', () => {
  const openApi = JSON.stringify(openApiDocument('http://localhost:8080'));
  const asyncApi = JSON.stringify(asyncApiDocument());

  it('describe every route once, with an operation id of its own', () => {
    const ids = [...openApi.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(routes.length);
    expect(new Set(ids).size).toBe(routes.length);
  });

  it('list what tells about the API itself', () => {
    for (const path of ['/.well-known/jwks.json', '/health/ready', '/openapi.json', '/docs', '/problems/{code}'])
      expect(openApi).toContain(`"${path}":`);
  });

  it('say of a text how long it may be', () => {
    expect(openApi).toContain('"minLength":12,"maxLength":128');
  });

  it('hold every event type with its constant', () => {
    for (const type of Object.keys(eventTypes)) expect(asyncApi).toContain(`"const":"${type}"`);
  });

  it('never let an e-mail address into an event', () => {
    expect(asyncApi).not.toContain('"email":{');
  });
});
