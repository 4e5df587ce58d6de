# The whole of both clouds, without an account: the providers are mocked.
mock_provider "aws" {}

mock_provider "aws" {
  alias = "us_east_1"
}

mock_provider "azurerm" {}
mock_provider "azuread" {}

variables {
  environment           = "test"
  aws_account_id        = "111111111111"
  azure_subscription_id = "11111111-1111-4111-8111-111111111111"
  azure_tenant_id       = "22222222-2222-4222-8222-222222222222"
  domain                = "shop.example"
  hosted_zone_id        = "Z0000000000000000000"
  contact_email         = "on-call@shop.example"
  bundles               = "./aws/tests/bundles"
  log_retention_days    = 30
  reserved_concurrency  = { http = 10, relay = 2, rounds = 1 }
  deletion_protection   = false
  maximum_instances     = 40
  always_ready_payments = 0
  bus_sku               = "Standard"
  storage_replication   = "ZRS"
  sql_admin_group       = { name = "administrators", object_id = "33333333-3333-4333-8333-333333333333" }
  monthly_budget        = { aws_usd = 100, azure = 100, azure_from = "2026-12-01T00:00:00Z" }

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
}

# That there is a plan says that neither cloud waits for the other.
run "plans_both_clouds_at_once" {
  command = plan

  assert {
    condition     = output.url == "https://shop.example"
    error_message = "The shop is at its domain."
  }

  assert {
    condition     = toset(keys(output.deployment.function_apps)) == toset(["payment-service", "notification-service", "analytics-service", "bridge"])
    error_message = "Four bundles run on Azure."
  }
}
