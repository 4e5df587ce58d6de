import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockOf, localOf, resourcesOf, root } from './configuration.mjs';
import { statements } from './statements.mjs';

it('takes no request without TLS 1.2', () => {
  const [{ is: distribution }] = resourcesOf('aws_cloudfront_distribution');
  expect(blockOf(distribution, 'viewer_certificate').minimum_protocol_version).toBe('TLSv1.2_2021');
  const behaviours = [
    distribution.default_cache_behavior[0],
    distribution.ordered_cache_behavior[0],
    distribution.dynamic.ordered_cache_behavior[0].content[0],
  ];
  for (const one of behaviours) expect(['redirect-to-https', 'https-only']).toContain(one.viewer_protocol_policy);
  expect(blockOf(distribution.origin[0], 'custom_origin_config')).toMatchObject({
    origin_protocol_policy: 'https-only',
    origin_ssl_protocols: ['TLSv1.2'],
  });
  for (const { is } of resourcesOf('aws_api_gateway_domain_name')) expect(is.security_policy).toBe('TLS_1_2');
});

it('takes no connection without TLS 1.2 on Azure', () => {
  for (const { is } of resourcesOf('azurerm_servicebus_namespace', 'azurerm_mssql_server'))
    expect(is.minimum_tls_version).toBe('1.2');
  for (const { is } of resourcesOf('azurerm_storage_account'))
    expect(is).toMatchObject({ min_tls_version: 'TLS1_2', https_traffic_only_enabled: true });
  for (const { is } of resourcesOf('azurerm_function_app_flex_consumption')) {
    expect(is.https_only).toBe(true);
    expect(blockOf(is, 'site_config')).toMatchObject({ minimum_tls_version: '1.2', scm_minimum_tls_version: '1.2' });
  }
});

it('refuses whoever comes to a bucket, a queue or the topic of alarms without TLS', () => {
  const refusals = statements.filter(({ sid }) => sid === 'NothingWithoutTls');
  expect(refusals.map(({ effect }) => effect)).toEqual(['Deny', 'Deny', 'Deny']);
  for (const { text } of refusals) expect(text).toMatch(/"aws:SecureTransport"\s*=\s*"false"/);
});

it('sends what it says to others by TLS', () => {
  for (const folder of ['aws', 'azure']) {
    const texts = JSON.stringify([localOf(folder, 'settings'), localOf(folder, 'settings_of_all')]);
    expect(texts.match(/http:\/\/(?!localhost)/)).toBeNull();
  }
  expect(localOf('azure', 'sql')).toMatch(/^mssql:/);
  expect(JSON.stringify(localOf('azure', 'settings')).match(/\/\w+\?encrypt=true/g)).toHaveLength(3);
  const files = ['aws/names.tf', 'azure/names.tf'].map((file) => readFileSync(join(root, file), 'utf8'));
  for (const text of files) expect(text).not.toContain('"http://');
});
