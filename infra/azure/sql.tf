resource "azurerm_mssql_server" "shop" {
  name                          = "${var.prefix}-${var.suffix}"
  resource_group_name           = azurerm_resource_group.shop.name
  location                      = azurerm_resource_group.shop.location
  version                       = "12.0"
  minimum_tls_version           = "1.2"
  public_network_access_enabled = false
  tags                          = var.tags

  # No passwords: there is nobody but Entra's.
  azuread_administrator {
    login_username              = var.sql_admin_group.name
    object_id                   = var.sql_admin_group.object_id
    tenant_id                   = var.tenant_id
    azuread_authentication_only = true
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_mssql_database" "this" {
  for_each = var.databases

  name                                = trimsuffix(each.key, "-service")
  server_id                           = azurerm_mssql_server.shop.id
  sku_name                            = "GP_S_Gen5_${each.value.max_cores}"
  min_capacity                        = each.value.min_cores
  auto_pause_delay_in_minutes         = each.value.pause_after_minutes
  max_size_gb                         = each.value.max_size_gb
  geo_backup_enabled                  = true
  storage_account_type                = "Geo"
  transparent_data_encryption_enabled = true
  tags                                = var.tags

  short_term_retention_policy {
    retention_days = 14
  }

  # Azure takes no such policy for a database that pauses.
  dynamic "long_term_retention_policy" {
    for_each = each.value.pause_after_minutes == -1 ? ["kept"] : []
    content {
      weekly_retention  = "P5W"
      monthly_retention = "P12M"
    }
  }
}

resource "azurerm_mssql_server_extended_auditing_policy" "shop" {
  server_id              = azurerm_mssql_server.shop.id
  log_monitoring_enabled = true
}

# The audit of a server is that of its database master.
resource "azurerm_monitor_diagnostic_setting" "sql_audit" {
  name                       = "audit-to-the-workspace"
  target_resource_id         = "${azurerm_mssql_server.shop.id}/databases/master"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.shop.id

  enabled_log {
    category = "SQLSecurityAuditEvents"
  }
}

# Terraform cannot say this to a database; a member of the administrators does, once for each.
locals {
  sql_users = {
    for name in keys(var.databases) : name => join("\n", [
      "CREATE USER [${azurerm_user_assigned_identity.this[name].name}] FROM EXTERNAL PROVIDER;",
      # It makes and migrates its tables at its start.
      "ALTER ROLE db_ddladmin ADD MEMBER [${azurerm_user_assigned_identity.this[name].name}];",
      "ALTER ROLE db_datareader ADD MEMBER [${azurerm_user_assigned_identity.this[name].name}];",
      "ALTER ROLE db_datawriter ADD MEMBER [${azurerm_user_assigned_identity.this[name].name}];",
    ])
  }
}
