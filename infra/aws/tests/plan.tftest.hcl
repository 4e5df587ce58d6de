# Plans without an account: the providers are mocked.
mock_provider "aws" {}

mock_provider "aws" {
  alias = "us_east_1"
}

variables {
  prefix               = "causeway-test"
  account_id           = "111111111111"
  region               = "eu-west-1"
  domain               = "shop.example"
  hosted_zone_id       = "Z0000000000000000000"
  bundles              = "./tests/bundles"
  runtime              = "nodejs22.x" # The newest that an older provider knows.
  reserved_concurrency = { http = 10, relay = 2, rounds = 1 }
  log_level            = "info"
  log_retention_days   = 30
  deletion_protection  = true
  alarm_email          = "on-call@shop.example"
  monthly_budget_usd   = 100
  azure_audience       = "api://22222222-2222-4222-8222-222222222222/causeway-test-aws"

  azure = {
    tenant_id  = "22222222-2222-4222-8222-222222222222"
    bus_host   = "causeway-test.servicebus.windows.net"
    client_ids = { identity-service = "id-1", product-service = "id-2", order-service = "id-3" }
    urls = {
      payment-service      = "https://payment.example"
      notification-service = "https://notification.example"
      analytics-service    = "https://analytics.example"
    }
  }

  azure_callers = {
    payment-service      = "principal-1"
    notification-service = "principal-2"
    analytics-service    = "principal-3"
    bridge               = "principal-4"
  }
}

run "plans_what_the_services_need" {
  command = plan

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  assert {
    condition = toset(keys(module.function)) == toset([
      "identity-service-http", "identity-service-relay", "identity-service-rounds",
      "product-service-http", "product-service-relay", "product-service-rounds",
      "order-service-http", "order-service-relay", "order-service-rounds",
    ])
    error_message = "Each service has http, relay and rounds."
  }

  assert {
    condition     = alltrue([for one in aws_lambda_event_source_mapping.relay : one.bisect_batch_on_function_error])
    error_message = "A batch that fails is halved until the one event that cannot be published is alone."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_event_rule.rounds)) == toset(["identity-service", "product-service", "order-service"])
    error_message = "Rounds come every minute."
  }

  assert {
    condition = alltrue([
      for one in aws_dynamodb_table.this :
      one.deletion_protection_enabled && one.point_in_time_recovery[0].enabled && one.server_side_encryption[0].enabled
    ])
    error_message = "A table can be restored, is encrypted, and is not deleted by mistake."
  }

  assert {
    condition     = local.integrations["/v1/orders/{id}"].type == "aws_proxy"
    error_message = "Orders are Lambda's."
  }

  assert {
    condition     = local.integrations["/v1/orders/{id}/payment"].uri == "https://payment.example/v1/orders/{id}/payment"
    error_message = "An order's payment is at payment-service, under the same path."
  }

  assert {
    condition     = local.integrations["/v1/payments/{proxy+}"].requestParameters["integration.request.path.proxy"] == "method.request.path.proxy"
    error_message = "What stands below a path reaches Azure."
  }

  assert {
    condition     = alltrue([for path, _ in local.routes : !startswith(path, "/internal")])
    error_message = "Nothing internal is reached from outside."
  }

  assert {
    condition     = toset(keys(aws_iam_role.azure)) == toset(keys(var.azure_callers))
    error_message = "There is a role for each app."
  }
}

# That there is a plan is what is asked: of a set of replicas nothing else is known before they are made.
run "makes_a_global_table_when_asked" {
  command = plan

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  variables {
    replicas = { eu-central-1 = "arn:aws:kms:eu-central-1:111111111111:key/55555555-5555-4555-8555-555555555555" }
  }
}

run "refuses_a_replica_at_home" {
  command = plan

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  variables {
    replicas = { eu-west-1 = "arn:aws:kms:eu-west-1:111111111111:key/55555555-5555-4555-8555-555555555555" }
  }

  expect_failures = [aws_dynamodb_table.this]
}
