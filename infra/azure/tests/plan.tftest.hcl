# Plans without a subscription: the providers are mocked.
mock_provider "azurerm" {}
mock_provider "azuread" {}

variables {
  prefix                = "causeway-test"
  suffix                = "a1b2c"
  tenant_id             = "22222222-2222-4222-8222-222222222222"
  location              = "northeurope"
  tags                  = { system = "causeway-test" }
  maximum_instances     = 40
  always_ready_payments = 1
  bus_sku               = "Standard"
  sql_admin_group       = { name = "administrators", object_id = "33333333-3333-4333-8333-333333333333" }
  storage_replication   = "ZRS"
  operator_ips          = []
  log_level             = "info"
  log_retention_days    = 30
  alert_email           = "on-call@shop.example"
  monthly_budget        = 100
  budget_from           = "2026-12-01T00:00:00Z"

  databases = {
    payment-service      = { max_cores = 1, min_cores = 0.5, pause_after_minutes = -1, max_size_gb = 10 }
    notification-service = { max_cores = 1, min_cores = 0.5, pause_after_minutes = 60, max_size_gb = 10 }
    analytics-service    = { max_cores = 1, min_cores = 0.5, pause_after_minutes = 60, max_size_gb = 10 }
  }

  shop = {
    payment_provider_url = "https://api.stripe.com"
    mail_from            = "Causeway <shop@shop.example>"
    on_call_phone        = "+353000000000"
  }

  aws = {
    issuer     = "https://11111111.tokens.sts.global.api.aws"
    region     = "eu-west-1"
    public_url = "https://shop.example"
    internal_urls = {
      identity-service = "https://identity.example/live"
      product-service  = "https://product.example/live"
      order-service    = "https://order.example/live"
    }
    roles = {
      payment-service      = "arn:aws:iam::111111111111:role/payment"
      notification-service = "arn:aws:iam::111111111111:role/notification"
      analytics-service    = "arn:aws:iam::111111111111:role/analytics"
      bridge               = "arn:aws:iam::111111111111:role/bridge"
    }
    service_api_keys = {
      payment-service      = "aws-secretsmanager://payment"
      notification-service = "aws-secretsmanager://notification"
      analytics-service    = "aws-secretsmanager://analytics"
      bridge               = "aws-secretsmanager://bridge"
    }
    function_roles = {
      order-service-http = { service = "order-service", role_arn = "arn:aws:iam::111111111111:role/order-http" }
    }
  }
}

run "plans_what_the_topology_says" {
  command = plan

  assert {
    condition     = azurerm_role_assignment.bus["payment-service/Listen/orders/payment-service"].role_definition_name == "Azure Service Bus Data Receiver"
    error_message = "A consumer receives from its own subscription."
  }

  assert {
    condition     = azurerm_role_assignment.bus["order-service/Send/orders"].role_definition_name == "Azure Service Bus Data Sender"
    error_message = "A service of AWS publishes to its own topic."
  }

  assert {
    condition = alltrue([
      for key, _ in azurerm_role_assignment.bus : !startswith(key, "order-service/Listen") && !startswith(key, "product-service/Listen")
    ])
    error_message = "For services of AWS the bridge listens."
  }

  assert {
    condition     = contains(keys(azurerm_role_assignment.bus), "bridge/Listen/payments/order-service")
    error_message = "The bridge receives what order-service consumes."
  }

  assert {
    condition     = length(azurerm_servicebus_subscription.this) == length(local.topology.subscriptions)
    error_message = "There is each subscription, and no other."
  }

  assert {
    condition     = alltrue([for key, one in azurerm_servicebus_subscription_rule.this : one.sql_filter == local.subscriptions[key].filter])
    error_message = "Each has its rule."
  }

  assert {
    condition     = alltrue([for one in azurerm_servicebus_topic.this : one.requires_duplicate_detection])
    error_message = "A topic knows what it was sent before."
  }

  assert {
    condition     = !azurerm_servicebus_namespace.shop.local_auth_enabled && azurerm_mssql_server.shop.azuread_administrator[0].azuread_authentication_only
    error_message = "There are identities alone."
  }

  assert {
    condition     = !azurerm_key_vault.shop.public_network_access_enabled
    error_message = "Without operators' addresses the vault has no public one."
  }
}

run "has_a_private_bus_when_it_is_premium" {
  command = plan

  variables {
    bus_sku = "Premium"
  }

  assert {
    condition     = contains(keys(azurerm_private_endpoint.this), "bus") && azurerm_servicebus_namespace.shop.capacity == 1
    error_message = "Premium has a private endpoint for the apps of Azure."
  }
}

run "never_lets_payments_sleep" {
  command = plan

  variables {
    databases = {
      payment-service      = { max_cores = 1, min_cores = 0.5, pause_after_minutes = 60, max_size_gb = 10 }
      notification-service = { max_cores = 1, min_cores = 0.5, pause_after_minutes = 60, max_size_gb = 10 }
      analytics-service    = { max_cores = 1, min_cores = 0.5, pause_after_minutes = 60, max_size_gb = 10 }
    }
  }

  expect_failures = [var.databases]
}
