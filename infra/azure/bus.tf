# Topics, subscriptions, rules and roles are those of libs/messaging/src/topology.ts; topology.json is written from it.
locals {
  topics        = toset(local.topology.topics[*].name)
  subscriptions = { for one in local.topology.subscriptions : "${one.topic}/${one.name}" => one }
  two_weeks     = "P14D"

  # What a service of AWS would do as a consumer the bridge does for it.
  holders = {
    for grant in local.topology.grants :
    join("/", compact([
      contains(local.visitors, grant.service) && grant.why != "publish" ? "bridge" : grant.service,
      grant.right,
      grant.topic,
      try(grant.subscription, null),
    ])) => grant...
  }

  roles = { Send = "Azure Service Bus Data Sender", Listen = "Azure Service Bus Data Receiver" }
}

resource "azurerm_servicebus_namespace" "shop" {
  name                         = "${var.prefix}-${var.suffix}"
  resource_group_name          = azurerm_resource_group.shop.name
  location                     = azurerm_resource_group.shop.location
  sku                          = var.bus_sku
  capacity                     = var.bus_sku == "Premium" ? 1 : 0
  premium_messaging_partitions = var.bus_sku == "Premium" ? 1 : 0
  minimum_tls_version          = "1.2"
  # No keys: who sends and listens is known by name.
  local_auth_enabled = false
  tags               = var.tags
}

resource "azurerm_servicebus_topic" "this" {
  for_each = local.topics

  name                                    = each.key
  namespace_id                            = azurerm_servicebus_namespace.shop.id
  requires_duplicate_detection            = true
  duplicate_detection_history_time_window = local.topology.limits.duplicateDetection
  default_message_ttl                     = local.two_weeks
}

resource "azurerm_servicebus_subscription" "this" {
  for_each = local.subscriptions

  name                                      = each.value.name
  topic_id                                  = azurerm_servicebus_topic.this[each.value.topic].id
  max_delivery_count                        = local.topology.limits.maxDeliveryCount
  lock_duration                             = local.topology.limits.lockDuration
  default_message_ttl                       = local.two_weeks
  dead_lettering_on_message_expiration      = true
  dead_lettering_on_filter_evaluation_error = true
}

# The rule that lets everything in goes when a subscription is made, as the root tells the provider.
resource "azurerm_servicebus_subscription_rule" "this" {
  for_each = local.subscriptions

  name            = each.value.rule
  subscription_id = azurerm_servicebus_subscription.this[each.key].id
  filter_type     = "SqlFilter"
  sql_filter      = each.value.filter
}

resource "azurerm_role_assignment" "bus" {
  for_each = local.holders

  scope = (
    each.value[0].right == "Listen"
    ? azurerm_servicebus_subscription.this["${each.value[0].topic}/${each.value[0].subscription}"].id
    : azurerm_servicebus_topic.this[each.value[0].topic].id
  )
  role_definition_name = local.roles[each.value[0].right]
  principal_id         = azurerm_user_assigned_identity.this[split("/", each.key)[0]].principal_id
  principal_type       = "ServicePrincipal"
}

# Who reads dead letters and sends them back.
resource "azurerm_role_assignment" "operators" {
  for_each = var.operators_group_id == null ? {} : {
    for grant in local.topology.operatorGrants :
    join("/", compact([grant.right, grant.topic, try(grant.subscription, null)])) => grant...
  }

  scope = (
    each.value[0].right == "Listen"
    ? azurerm_servicebus_subscription.this["${each.value[0].topic}/${each.value[0].subscription}"].id
    : azurerm_servicebus_topic.this[each.value[0].topic].id
  )
  role_definition_name = local.roles[each.value[0].right]
  principal_id         = var.operators_group_id
  principal_type       = "Group"
}

resource "azurerm_monitor_diagnostic_setting" "bus" {
  name                       = "to-the-workspace"
  target_resource_id         = azurerm_servicebus_namespace.shop.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.shop.id

  enabled_log {
    category = "OperationalLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
