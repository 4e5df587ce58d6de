resource "azurerm_key_vault" "shop" {
  name                          = "${substr(replace(var.prefix, "-", ""), 0, 16)}-${var.suffix}"
  resource_group_name           = azurerm_resource_group.shop.name
  location                      = azurerm_resource_group.shop.location
  tenant_id                     = var.tenant_id
  sku_name                      = "standard"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = length(var.operator_ips) > 0
  tags                          = var.tags

  network_acls {
    default_action = "Deny"
    bypass         = "None"
    ip_rules       = var.operator_ips
  }
}

# A value never passes through Terraform, whose state would keep it: these are the names that are filled in by hand.
locals {
  secrets = { for one in local.read_secrets : one.name => one.reader }

  read_secrets = [
    { name = "payment-service-cursor-secret", reader = "payment-service" },
    { name = "notification-service-cursor-secret", reader = "notification-service" },
    { name = "payment-provider-key", reader = "payment-service" },
    { name = "payment-webhook-secret", reader = "payment-service" },
    { name = "smtp-url", reader = "notification-service" },
  ]

  # In the form that the services exchange at their start.
  secret_references = {
    for name, _ in local.secrets : name => "azure-keyvault://${azurerm_key_vault.shop.name}.vault.azure.net/secrets/${name}"
  }
}

# Each app reads its own secrets alone.
resource "azurerm_role_assignment" "secrets" {
  for_each = local.secrets

  scope                = "${azurerm_key_vault.shop.id}/secrets/${each.key}"
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.this[each.value].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_monitor_diagnostic_setting" "vault" {
  name                       = "audit-to-the-workspace"
  target_resource_id         = azurerm_key_vault.shop.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.shop.id

  enabled_log {
    category = "AuditEvent"
  }
}

# Who fills secrets in: at a deployment, or by hand.
resource "azurerm_role_assignment" "secret_operators" {
  count = var.operators_group_id == null ? 0 : 1

  scope                = azurerm_key_vault.shop.id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = var.operators_group_id
  principal_type       = "Group"
}
