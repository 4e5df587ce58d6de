# terraform plan -var-file=examples/prod.tfvars, with your own accounts and names.
environment           = "prod"
aws_account_id        = "111111111111"
azure_subscription_id = "11111111-1111-4111-8111-111111111111"
azure_tenant_id       = "22222222-2222-4222-8222-222222222222"
domain                = "shop.example"
hosted_zone_id        = "Z0000000000000000000"
contact_email         = "on-call@shop.example"

log_retention_days   = 365
reserved_concurrency = { http = 200, relay = 10, rounds = 1 }
deletion_protection  = true
# An account must have room for that: eight functions, 632 executions.
table_replicas = { eu-central-1 = "arn:aws:kms:eu-central-1:111111111111:key/55555555-5555-4555-8555-555555555555" }

maximum_instances     = 100
always_ready_payments = 2
bus_sku               = "Premium"
storage_replication   = "GZRS"
sql_admin_group       = { name = "shop-prod-database-administrators", object_id = "33333333-3333-4333-8333-333333333333" }
operators_group_id    = "44444444-4444-4444-8444-444444444444"

databases = {
  payment-service      = { max_cores = 8, min_cores = 2, pause_after_minutes = -1, max_size_gb = 250 }
  notification-service = { max_cores = 4, min_cores = 1, pause_after_minutes = -1, max_size_gb = 100 }
  analytics-service    = { max_cores = 4, min_cores = 1, pause_after_minutes = -1, max_size_gb = 250 }
}

monthly_budget = { aws_usd = 2000, azure = 4000, azure_from = "2026-12-01T00:00:00Z" }

shop = {
  payment_provider_url = "https://api.stripe.com"
  mail_from            = "Causeway <shop@shop.example>"
  on_call_phone        = "+353000000000"
}
