import { blockOf, resourcesOf, source } from './configuration.mjs';

it('closes every bucket to the public', () => {
  const buckets = resourcesOf('aws_s3_bucket');
  const blocks = resourcesOf('aws_s3_bucket_public_access_block');
  expect(buckets.length).toBeGreaterThan(0);
  for (const bucket of buckets) {
    const all = blocks.filter(({ is }) => is.for_each === `\${aws_s3_bucket.${bucket.name}}`);
    expect(all).toHaveLength(1);
    expect(all[0].is).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  }
  expect(resourcesOf('aws_s3_bucket_acl', 'aws_s3_bucket_website_configuration')).toEqual([]);
});

it('lets only CloudFront read buckets, by its signature', () => {
  const [distribution] = resourcesOf('aws_cloudfront_distribution');
  expect(distribution.is.dynamic.origin[0].content[0].origin_access_control_id).toMatch(/origin_access_control/);
});

it('opens no storage account, vault or database to the internet', () => {
  for (const { is } of resourcesOf('azurerm_storage_account')) {
    expect(is).toMatchObject({
      allow_nested_items_to_be_public: false,
      shared_access_key_enabled: false,
      public_network_access_enabled: false,
    });
    expect(blockOf(is, 'network_rules')).toMatchObject({ default_action: 'Deny' });
  }
  for (const { is } of resourcesOf('azurerm_storage_container')) expect(is.container_access_type).toBe('private');
  for (const { is } of resourcesOf('azurerm_key_vault')) {
    expect(is.public_network_access_enabled).toBe(source('length(var.operator_ips) > 0'));
    expect(blockOf(is, 'network_acls')).toMatchObject({ default_action: 'Deny' });
  }
  for (const { is } of resourcesOf('azurerm_mssql_server')) expect(is.public_network_access_enabled).toBe(false);
  expect(resourcesOf('azurerm_mssql_firewall_rule')).toEqual([]);
});
