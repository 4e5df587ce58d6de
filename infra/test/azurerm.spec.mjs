import { moduleOf, resourcesOf } from './configuration.mjs';

const [provider] = moduleOf('.').provider.azurerm;
const [features] = provider.features;

/** What version 5 took away from types that are used here. */
const gone = {
  azurerm_application_insights: ['disable_ip_masking', 'local_authentication_disabled'],
  azurerm_federated_identity_credential: ['parent_id', 'resource_group_name'],
  azurerm_key_vault: ['contact', 'enable_rbac_authorization'],
  azurerm_log_analytics_workspace: ['local_authentication_disabled'],
  azurerm_monitor_diagnostic_setting: ['metric'],
  azurerm_mssql_server_extended_auditing_policy: ['storage_endpoint'],
  azurerm_private_dns_zone_virtual_network_link: ['private_dns_zone_name', 'resource_group_name'],
  azurerm_servicebus_subscription: ['enable_batched_operations', 'namespace_name', 'topic_name'],
  azurerm_servicebus_topic: ['enable_batched_operations', 'enable_partitioning', 'namespace_name'],
  azurerm_storage_account: ['queue_properties', 'static_website'],
  azurerm_storage_container: ['resource_manager_id', 'storage_account_name'],
  azurerm_subnet: ['service_endpoints'],
};

it('sets nothing that its provider no longer knows', () => {
  for (const [type, names] of Object.entries(gone)) {
    expect([type, resourcesOf(type).length]).not.toEqual([type, 0]);
    for (const { called, is } of resourcesOf(type))
      expect([called, names.filter((name) => name in is)]).toEqual([called, []]);
  }
});

it('names what is registered as Azure writes it, since another name is passed over', () => {
  const names = provider.resource_providers_to_register;
  expect(names).toContain('microsoft.insights');
  for (const name of names) expect(name).toMatch(/^(Microsoft\.(?!Insights)[A-Z][A-Za-z]+|microsoft\.insights)$/);
});

it('lets no event through to a subscription that has no rule yet', () => {
  expect(features.servicebus[0].auto_delete_subscription_default_rule).toBe(true);
});

it('can be destroyed with what Azure itself puts beside it', () => {
  expect(features.resource_group[0].prevent_deletion_if_contains_resources).toBe(false);
});
