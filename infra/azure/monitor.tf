resource "azurerm_log_analytics_workspace" "shop" {
  name                         = var.prefix
  resource_group_name          = azurerm_resource_group.shop.name
  location                     = azurerm_resource_group.shop.location
  sku                          = "PerGB2018"
  retention_in_days            = var.log_retention_days
  local_authentication_enabled = false
  tags                         = var.tags
}

resource "azurerm_application_insights" "shop" {
  name                         = var.prefix
  resource_group_name          = azurerm_resource_group.shop.name
  location                     = azurerm_resource_group.shop.location
  application_type             = "Node.JS"
  workspace_id                 = azurerm_log_analytics_workspace.shop.id
  local_authentication_enabled = false
  tags                         = var.tags
}

resource "azurerm_monitor_action_group" "people" {
  name                = "${var.prefix}-people"
  resource_group_name = azurerm_resource_group.shop.name
  short_name          = "shop"
  tags                = var.tags

  email_receiver {
    name                    = "on-call"
    email_address           = var.alert_email
    use_common_alert_schema = true
  }
}

# Azure counts the dead letters of a topic's subscriptions under the topic.
resource "azurerm_monitor_metric_alert" "dead_letters" {
  for_each = local.topics

  name                = "${var.prefix}-dead-letters-${each.key}"
  resource_group_name = azurerm_resource_group.shop.name
  scopes              = [azurerm_servicebus_namespace.shop.id]
  description         = "A subscription of ${each.key} has dead letters: npm run dlq lists them."
  severity            = 1
  frequency           = "PT1M"
  window_size         = "PT5M"
  tags                = var.tags

  criteria {
    metric_namespace = "Microsoft.ServiceBus/namespaces"
    metric_name      = "DeadletteredMessages"
    aggregation      = "Maximum"
    operator         = "GreaterThan"
    threshold        = 0

    dimension {
      name     = "EntityName"
      operator = "Include"
      values   = [each.key]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.people.id
  }
}

resource "azurerm_monitor_metric_alert" "backlog" {
  for_each = local.topics

  name                = "${var.prefix}-backlog-${each.key}"
  resource_group_name = azurerm_resource_group.shop.name
  scopes              = [azurerm_servicebus_namespace.shop.id]
  description         = "More than a thousand events of ${each.key} wait for a consumer."
  severity            = 2
  frequency           = "PT5M"
  window_size         = "PT15M"
  tags                = var.tags

  criteria {
    metric_namespace = "Microsoft.ServiceBus/namespaces"
    metric_name      = "ActiveMessages"
    aggregation      = "Minimum"
    operator         = "GreaterThan"
    threshold        = 1000

    dimension {
      name     = "EntityName"
      operator = "Include"
      values   = [each.key]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.people.id
  }
}

resource "azurerm_monitor_metric_alert" "server_errors" {
  for_each = local.apps

  name                = "${var.prefix}-errors-${each.key}"
  resource_group_name = azurerm_resource_group.shop.name
  scopes              = [module.app[each.key].id]
  description         = "${each.key} answers with 5xx."
  severity            = 2
  frequency           = "PT1M"
  window_size         = "PT5M"
  tags                = var.tags

  criteria {
    metric_namespace = "Microsoft.Web/sites"
    metric_name      = "Http5xx"
    aggregation      = "Total"
    operator         = "GreaterThan"
    threshold        = 5
  }

  action {
    action_group_id = azurerm_monitor_action_group.people.id
  }
}

resource "azurerm_monitor_metric_alert" "database_load" {
  for_each = azurerm_mssql_database.this

  name                = "${var.prefix}-load-${each.value.name}"
  resource_group_name = azurerm_resource_group.shop.name
  scopes              = [each.value.id]
  description         = "The database of ${each.key} is at its limit."
  severity            = 2
  frequency           = "PT5M"
  window_size         = "PT15M"
  tags                = var.tags

  criteria {
    metric_namespace = "Microsoft.Sql/servers/databases"
    metric_name      = "app_cpu_percent"
    aggregation      = "Average"
    operator         = "GreaterThan"
    threshold        = 90
  }

  action {
    action_group_id = azurerm_monitor_action_group.people.id
  }
}
