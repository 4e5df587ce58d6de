import { blockOf, resourcesOf, source } from './configuration.mjs';

const key = source('aws_kms_key.data.arn');

it('encrypts what AWS keeps with a key of its own, which is exchanged every year', () => {
  for (const { is } of resourcesOf('aws_kms_key')) expect(is.enable_key_rotation).toBe(true);
  for (const { is } of resourcesOf('aws_dynamodb_table'))
    expect(blockOf(is, 'server_side_encryption')).toMatchObject({ enabled: true, kms_key_arn: key });
  const [{ is: buckets }] = resourcesOf('aws_s3_bucket_server_side_encryption_configuration');
  expect(buckets.for_each).toBe(source('aws_s3_bucket.this'));
  expect(blockOf(buckets.rule[0], 'apply_server_side_encryption_by_default')).toMatchObject({
    sse_algorithm: 'aws:kms',
    kms_master_key_id: key,
  });
  for (const { is } of resourcesOf('aws_secretsmanager_secret')) expect(is.kms_key_id).toBe(key);
  for (const { is } of resourcesOf('aws_sns_topic')) expect(is.kms_master_key_id).toBe(key);
});

it('encrypts queues, logs and environments with that key', () => {
  for (const { is } of resourcesOf('aws_sqs_queue')) expect(is.kms_master_key_id).toBe(source('var.kms_key_arn'));
  for (const { is, called } of resourcesOf('aws_cloudwatch_log_group'))
    expect([called, is.kms_key_id]).toEqual([called, expect.stringMatching(/kms_key_arn|aws_kms_key\.data\.arn/)]);
  for (const { is } of resourcesOf('aws_lambda_function')) expect(is.kms_key_arn).toBe(source('var.kms_key_arn'));
});

it('encrypts files on Azure twice, and databases', () => {
  for (const { is } of resourcesOf('azurerm_storage_account')) expect(is.infrastructure_encryption_enabled).toBe(true);
  for (const { is } of resourcesOf('azurerm_mssql_database')) expect(is.transparent_data_encryption_enabled).toBe(true);
});

it('keeps no value of a secret', () => {
  expect(resourcesOf('aws_secretsmanager_secret_version', 'azurerm_key_vault_secret', 'random_password')).toEqual([]);
});

it('knows nobody by a shared key or a password', () => {
  for (const { is } of resourcesOf('azurerm_servicebus_namespace')) expect(is.local_auth_enabled).toBe(false);
  for (const { is } of resourcesOf('azurerm_mssql_server')) {
    expect(blockOf(is, 'azuread_administrator').azuread_authentication_only).toBe(true);
    expect(is.administrator_login_password).toBeUndefined();
  }
  for (const { is } of resourcesOf('azurerm_key_vault')) expect(is.rbac_authorization_enabled).toBe(true);
  for (const { is } of resourcesOf('azurerm_application_insights', 'azurerm_log_analytics_workspace'))
    expect(is.local_authentication_enabled).toBe(false);
  for (const { is } of resourcesOf('azurerm_function_app_flex_consumption')) {
    expect(is.storage_authentication_type).toBe('UserAssignedIdentity');
    expect(is.webdeploy_publish_basic_authentication_enabled).toBe(false);
  }
});

it('can go back to what the data was', () => {
  for (const { is } of resourcesOf('aws_dynamodb_table')) {
    expect(blockOf(is, 'point_in_time_recovery')).toMatchObject({ enabled: true });
    expect(blockOf(is, 'ttl')).toMatchObject({ attribute_name: 'ttl', enabled: true });
  }
  const [{ is: versioning }] = resourcesOf('aws_s3_bucket_versioning');
  expect(versioning.for_each).toBe(source('aws_s3_bucket.this'));
  for (const { is } of resourcesOf('azurerm_mssql_database')) {
    expect(is).toMatchObject({ geo_backup_enabled: true, storage_account_type: 'Geo' });
    // Azure keeps none for long of a database that pauses.
    expect(is.dynamic.long_term_retention_policy[0].for_each).toContain('pause_after_minutes == -1');
  }
});
