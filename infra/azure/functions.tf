module "app" {
  source   = "./function-app"
  for_each = local.apps

  name                = local.app_names[each.key]
  resource_group_name = azurerm_resource_group.shop.name
  location            = azurerm_resource_group.shop.location
  tags                = var.tags
  subnet_id           = azurerm_subnet.apps.id
  identity = {
    id        = azurerm_user_assigned_identity.this[each.key].id
    client_id = azurerm_user_assigned_identity.this[each.key].client_id
  }
  host_account        = azurerm_storage_account.this["host"].name
  code_container      = "${azurerm_storage_account.this["host"].primary_blob_endpoint}${azurerm_storage_container.code[each.key].name}"
  bus_host            = "${azurerm_servicebus_namespace.shop.name}.servicebus.windows.net"
  insights_connection = azurerm_application_insights.shop.connection_string
  node_version        = var.node_version
  instance_memory_mb  = 2048
  maximum_instances   = var.maximum_instances
  always_ready        = each.key == "payment-service" ? var.always_ready_payments : 0
  environment         = merge(local.settings_of_all, local.settings[each.key])

  # An app that begins finds its storage: it may read it, and its name leads into the network.
  depends_on = [
    azurerm_role_assignment.host,
    azurerm_private_endpoint.this,
    azurerm_private_dns_zone_virtual_network_link.this,
    azurerm_subnet_nat_gateway_association.way_out,
  ]
}

resource "azurerm_role_assignment" "insights" {
  for_each = local.apps

  scope                = azurerm_application_insights.shop.id
  role_definition_name = "Monitoring Metrics Publisher"
  principal_id         = azurerm_user_assigned_identity.this[each.key].principal_id
  principal_type       = "ServicePrincipal"
}
