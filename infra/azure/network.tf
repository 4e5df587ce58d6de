resource "azurerm_virtual_network" "shop" {
  name                = var.prefix
  resource_group_name = azurerm_resource_group.shop.name
  location            = azurerm_resource_group.shop.location
  address_space       = ["10.20.0.0/16"]
  tags                = var.tags
}

resource "azurerm_subnet" "apps" {
  name                            = "apps"
  resource_group_name             = azurerm_resource_group.shop.name
  virtual_network_name            = azurerm_virtual_network.shop.name
  address_prefixes                = ["10.20.0.0/24"]
  default_outbound_access_enabled = false

  delegation {
    name = "flex-consumption"

    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  name                              = "endpoints"
  resource_group_name               = azurerm_resource_group.shop.name
  virtual_network_name              = azurerm_virtual_network.shop.name
  address_prefixes                  = ["10.20.1.0/24"]
  default_outbound_access_enabled   = false
  private_endpoint_network_policies = "Enabled"
}

# The apps' way out: to AWS, the payment provider and the mail server.
resource "azurerm_public_ip" "way_out" {
  name                = "${var.prefix}-way-out"
  resource_group_name = azurerm_resource_group.shop.name
  location            = azurerm_resource_group.shop.location
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = var.tags
}

resource "azurerm_nat_gateway" "way_out" {
  name                    = "${var.prefix}-way-out"
  resource_group_name     = azurerm_resource_group.shop.name
  location                = azurerm_resource_group.shop.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = 10
  tags                    = var.tags
}

resource "azurerm_nat_gateway_public_ip_association" "way_out" {
  nat_gateway_id       = azurerm_nat_gateway.way_out.id
  public_ip_address_id = azurerm_public_ip.way_out.id
}

resource "azurerm_subnet_nat_gateway_association" "way_out" {
  subnet_id      = azurerm_subnet.apps.id
  nat_gateway_id = azurerm_nat_gateway.way_out.id
}

locals {
  # What has an address in the network and none outside, by a name of our own: its zone, the resource and the part of it.
  private = merge(
    {
      sql        = { zone = "privatelink.database.windows.net", id = azurerm_mssql_server.shop.id, part = "sqlServer" }
      vault      = { zone = "privatelink.vaultcore.azure.net", id = azurerm_key_vault.shop.id, part = "vault" }
      data-blob  = { zone = "privatelink.blob.core.windows.net", id = azurerm_storage_account.this["data"].id, part = "blob" }
      host-blob  = { zone = "privatelink.blob.core.windows.net", id = azurerm_storage_account.this["host"].id, part = "blob" }
      host-queue = { zone = "privatelink.queue.core.windows.net", id = azurerm_storage_account.this["host"].id, part = "queue" }
      host-table = { zone = "privatelink.table.core.windows.net", id = azurerm_storage_account.this["host"].id, part = "table" }
    },
    # AWS goes on coming from outside.
    var.bus_sku == "Premium" ? {
      bus = { zone = "privatelink.servicebus.windows.net", id = azurerm_servicebus_namespace.shop.id, part = "namespace" }
    } : {},
  )

  zones = toset(concat(
    [
      "privatelink.database.windows.net",
      "privatelink.vaultcore.azure.net",
      "privatelink.blob.core.windows.net",
      "privatelink.queue.core.windows.net",
      "privatelink.table.core.windows.net",
    ],
    var.bus_sku == "Premium" ? ["privatelink.servicebus.windows.net"] : [],
  ))
}

resource "azurerm_private_dns_zone" "this" {
  for_each = local.zones

  name                = each.key
  resource_group_name = azurerm_resource_group.shop.name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each = azurerm_private_dns_zone.this

  name                = var.prefix
  private_dns_zone_id = each.value.id
  virtual_network_id  = azurerm_virtual_network.shop.id
  tags                = var.tags
}

resource "azurerm_private_endpoint" "this" {
  for_each = local.private

  name                = "${var.prefix}-${each.key}"
  resource_group_name = azurerm_resource_group.shop.name
  location            = azurerm_resource_group.shop.location
  subnet_id           = azurerm_subnet.endpoints.id
  tags                = var.tags

  private_service_connection {
    name                           = each.key
    private_connection_resource_id = each.value.id
    subresource_names              = [each.value.part]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = each.key
    private_dns_zone_ids = [azurerm_private_dns_zone.this[each.value.zone].id]
  }
}
