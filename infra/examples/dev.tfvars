# terraform plan -var-file=examples/dev.tfvars, with your own accounts and names.
environment           = "dev"
aws_account_id        = "111111111111"
azure_subscription_id = "11111111-1111-4111-8111-111111111111"
azure_tenant_id       = "22222222-2222-4222-8222-222222222222"
domain                = "dev.shop.example"
hosted_zone_id        = "Z0000000000000000000"
contact_email         = "dev@shop.example"

log_level            = "debug"
log_retention_days   = 30
reserved_concurrency = { http = 10, relay = 2, rounds = 1 }
deletion_protection  = false

maximum_instances     = 40
always_ready_payments = 0
bus_sku               = "Standard"
storage_replication   = "ZRS"
operator_ips          = ["192.0.2.10"]
sql_admin_group       = { name = "shop-dev-database-administrators", object_id = "33333333-3333-4333-8333-333333333333" }
operators_group_id    = "44444444-4444-4444-8444-444444444444"

databases = {
  payment-service      = { max_cores = 1, min_cores = 0.5, pause_after_minutes = -1, max_size_gb = 10 }
  notification-service = { max_cores = 1, min_cores = 0.5, pause_after_minutes = -1, max_size_gb = 10 }
  analytics-service    = { max_cores = 1, min_cores = 0.5, pause_after_minutes = -1, max_size_gb = 10 }
}

monthly_budget = { aws_usd = 100, azure = 800, azure_from = "2026-12-01T00:00:00Z" }

shop = {
  payment_provider_url = "https://api.stripe.com"
  mail_from            = "Causeway <shop@dev.shop.example>"
  on_call_phone        = "+353000000000"
}
