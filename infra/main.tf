# Each cloud is told of the other here, and only here: names and addresses, no secret. What one module asks of the other never
# waits for what asks it, so that both are made at the same time.
module "federation" {
  source = "./aws/federation"
}

module "aws" {
  source = "./aws"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  prefix               = local.prefix
  account_id           = var.aws_account_id
  region               = var.aws_region
  domain               = var.domain
  hosted_zone_id       = var.hosted_zone_id
  bundles              = var.bundles
  runtime              = var.lambda_runtime
  architecture         = var.lambda_architecture
  reserved_concurrency = var.reserved_concurrency
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  collector_layer_arn  = var.collector_layer_arn
  deletion_protection  = var.deletion_protection
  replicas             = var.table_replicas
  alarm_email          = var.contact_email
  monthly_budget_usd   = var.monthly_budget.aws_usd
  azure_audience       = module.azure.aws_audience
  azure_callers        = module.azure.principal_ids

  azure = {
    tenant_id  = var.azure_tenant_id
    bus_host   = module.azure.bus_host
    client_ids = module.azure.client_ids
    urls       = module.azure.urls
  }
}

module "azure" {
  source = "./azure"

  prefix                = local.prefix
  suffix                = substr(sha256(var.azure_subscription_id), 0, 5)
  tenant_id             = var.azure_tenant_id
  location              = var.azure_location
  tags                  = local.tags
  node_version          = var.functions_node_version
  maximum_instances     = var.maximum_instances
  always_ready_payments = var.always_ready_payments
  bus_sku               = var.bus_sku
  sql_admin_group       = var.sql_admin_group
  operators_group_id    = var.operators_group_id
  databases             = var.databases
  storage_replication   = var.storage_replication
  operator_ips          = var.operator_ips
  log_level             = var.log_level
  log_retention_days    = var.log_retention_days
  otlp_endpoint         = var.otlp_endpoint
  alert_email           = var.contact_email
  monthly_budget        = var.monthly_budget.azure
  budget_from           = var.monthly_budget.azure_from
  shop                  = var.shop

  aws = {
    issuer           = module.federation.issuer
    region           = var.aws_region
    public_url       = module.aws.public_url
    internal_urls    = module.aws.internal_urls
    roles            = module.aws.azure_roles
    service_api_keys = module.aws.service_api_keys
    function_roles   = module.aws.function_roles
  }
}
