import { moduleOf, resources, source } from './configuration.mjs';

/** What Azure gives no tags: parts of others, and what ties two together. */
const untaggable =
  /^azurerm_(subnet|subnet_nat_gateway_association|nat_gateway_public_ip_association|federated_identity_credential|servicebus_topic|servicebus_subscription|servicebus_subscription_rule|role_assignment|monitor_diagnostic_setting|mssql_server_extended_auditing_policy|storage_container|consumption_budget_resource_group)$/;

it('tags everything on Azure that can bear tags', () => {
  const taggable = resources.filter(({ type }) => type.startsWith('azurerm_') && !untaggable.test(type));
  expect(taggable.length).toBeGreaterThan(10);
  for (const { is, called } of taggable) expect([called, is.tags]).toEqual([called, source('var.tags')]);
});

it('tags everything on AWS, in each region', () => {
  const providers = moduleOf('.').provider.aws;
  expect(providers).toHaveLength(2);
  for (const one of providers) expect(one.default_tags).toEqual([{ tags: source('local.tags') }]);
});
