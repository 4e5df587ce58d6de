# Two accounts: the shop's files, and what Functions needs to run.
locals {
  storage = {
    data = { replication = var.storage_replication, days = 30 }
    host = { replication = "ZRS", days = 7 }
  }
}

resource "azurerm_storage_account" "this" {
  for_each = local.storage

  name                              = "${substr(replace(var.prefix, "-", ""), 0, 13)}${each.key}${var.suffix}"
  resource_group_name               = azurerm_resource_group.shop.name
  location                          = azurerm_resource_group.shop.location
  account_kind                      = "StorageV2"
  account_tier                      = "Standard"
  account_replication_type          = each.value.replication
  min_tls_version                   = "TLS1_2"
  https_traffic_only_enabled        = true
  allow_nested_items_to_be_public   = false
  shared_access_key_enabled         = false
  default_to_oauth_authentication   = true
  public_network_access_enabled     = false
  infrastructure_encryption_enabled = true
  cross_tenant_replication_enabled  = false
  tags                              = var.tags

  network_rules {
    default_action = "Deny"
    bypass         = ["AzureServices"]
  }

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = each.value.days
    }

    container_delete_retention_policy {
      days = each.value.days
    }
  }
}

# Receipts, and the archives that a restore is made from: the services make them where they are missing, and have no need to.
resource "azurerm_storage_container" "data" {
  for_each = toset(values(local.containers))

  name                  = each.key
  storage_account_id    = azurerm_storage_account.this["data"].id
  container_access_type = "private"
}

resource "azurerm_storage_container" "code" {
  for_each = local.apps

  name                  = "code-${each.key}"
  storage_account_id    = azurerm_storage_account.this["host"].id
  container_access_type = "private"
}

locals {
  containers = { payment-service = "backup", notification-service = "receipts", analytics-service = "backup" }

  # What the host of a function app does in its account.
  host_roles = toset(["Storage Blob Data Owner", "Storage Queue Data Contributor", "Storage Table Data Contributor"])

  host_grants = {
    for pair in setproduct(local.apps, local.host_roles) : "${pair[0]}/${pair[1]}" => { app = pair[0], role = pair[1] }
  }
}

resource "azurerm_role_assignment" "data" {
  for_each = local.containers

  scope                = azurerm_storage_container.data[each.value].id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.this[each.key].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "host" {
  for_each = local.host_grants

  scope                = azurerm_storage_account.this["host"].id
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.this[each.value.app].principal_id
  principal_type       = "ServicePrincipal"
}
