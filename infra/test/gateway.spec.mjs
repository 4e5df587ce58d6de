import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localOf, resourcesOf, root, source } from './configuration.mjs';
import { services } from './services.mjs';

const routes = JSON.parse(readFileSync(join(root, 'aws', 'routes.json'), 'utf8'));

it('lets nothing internal be reached from outside', () => {
  expect(Object.keys(routes).filter((path) => !/^\/(v1|\.well-known)\//.test(path))).toEqual([]);
  expect(Object.keys(routes).filter((path) => path.includes('internal'))).toEqual([]);
});

it('sends every path to a service of one of the clouds', () => {
  expect([...new Set(Object.values(routes))].sort()).toEqual(services.toSorted());
});

it('is reached by the domain alone', () => {
  const [{ is }] = resourcesOf('aws_api_gateway_rest_api').filter(({ name }) => name === 'public');
  expect(is.disable_execute_api_endpoint).toBe(true);
});

it('lets API Gateway and schedules call functions, each for itself alone', () => {
  const permissions = resourcesOf('aws_lambda_permission');
  expect(permissions.length).toBeGreaterThan(0);
  for (const { is, called } of permissions)
    expect([called, is.source_arn, is.qualifier]).toEqual([called, expect.any(String), expect.any(String)]);
});

it('writes nothing personal into its access log', () => {
  const [{ is }] = resourcesOf('aws_api_gateway_stage').filter(({ name }) => name === 'public');
  const [{ format }] = is.access_log_settings;
  expect(format).not.toMatch(/context\.path\b|queryString|requestOverride|authorizer|input\./);
});

it('is where the services know it', () => {
  expect(localOf('aws', 'public_url')).toBe(`https://${source('var.domain')}`);
});
