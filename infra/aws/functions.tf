locals {
  # What each bundle exports as handlers. The relay of a table publishes what a commit left in its outbox.
  kinds = {
    http   = { memory = 1024, timeout = 15, concurrency = var.reserved_concurrency.http }
    relay  = { memory = 512, timeout = 30, concurrency = var.reserved_concurrency.relay }
    rounds = { memory = 512, timeout = 50, concurrency = var.reserved_concurrency.rounds }
  }

  functions = merge([
    for service in local.services : {
      for kind in keys(local.kinds) : "${service}-${kind}" => { service = service, kind = kind }
    }
  ]...)

  # What the code of a service does to its table, whoever called it.
  table_actions = [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
  ]

  table_statements = {
    for name, table in aws_dynamodb_table.this : name => [{
      Sid      = "ItsTable"
      Effect   = "Allow"
      Action   = local.table_actions
      Resource = [table.arn, "${table.arn}/index/*"]
    }]
  }

  secret_statements = {
    for name in local.services : name => [{
      Sid    = "ItsSecrets"
      Effect = "Allow"
      Action = ["secretsmanager:GetSecretValue"]
      Resource = [
        for key, secret in aws_secretsmanager_secret.this : secret.arn if startswith(key, "${name}/")
      ]
    }]
  }

  # Only a token for Entra, and only one that Entra takes.
  azure_statements = [{
    Sid      = "ATokenForAzure"
    Effect   = "Allow"
    Action   = ["sts:GetWebIdentityToken"]
    Resource = ["*"]
    Condition = {
      "ForAllValues:StringEquals" = { "sts:IdentityTokenAudience" = "api://AzureADTokenExchange" }
      StringEquals                = { "sts:SigningAlgorithm" = "RS256" }
      NumericLessThanEquals       = { "sts:DurationSeconds" = "300" }
    }
  }]

  picture_statements = [{
    Sid      = "UploadsItSignsForBrowsers"
    Effect   = "Allow"
    Action   = ["s3:PutObject"]
    Resource = ["${aws_s3_bucket.this["pictures"].arn}/products/*"]
  }]

  stream_statements = {
    for name, table in aws_dynamodb_table.this : name => [
      {
        Sid      = "ItsTablesStream"
        Effect   = "Allow"
        Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
        Resource = [table.stream_arn]
      },
      {
        Sid      = "AllStreamsByName"
        Effect   = "Allow"
        Action   = ["dynamodb:ListStreams"]
        Resource = ["*"]
      },
    ]
  }
}

module "function" {
  source   = "./function"
  for_each = local.functions

  name               = "${var.prefix}-${each.key}"
  bundle             = "${var.bundles}/${each.value.service}.zip"
  handler            = "index.${each.value.kind}"
  runtime            = var.runtime
  architecture       = var.architecture
  memory             = local.kinds[each.value.kind].memory
  timeout            = local.kinds[each.value.kind].timeout
  concurrency        = local.kinds[each.value.kind].concurrency
  layers             = var.collector_layer_arn == null ? [] : [var.collector_layer_arn]
  environment        = merge(local.settings_of_all, local.settings[each.value.service])
  log_retention_days = var.log_retention_days
  kms_key_arn        = aws_kms_key.data.arn
  alarm_topic_arn    = aws_sns_topic.alarms.arn
  account_id         = var.account_id
  region             = var.region
  statements         = local.statements[each.key]
}

locals {
  statements = {
    for key, one in local.functions : key => concat(
      local.table_statements[one.service],
      local.secret_statements[one.service],
      local.azure_statements,
      one.kind == "relay" ? local.stream_statements[one.service] : [],
      key == "product-service-http" ? local.picture_statements : [],
    )
  }
}

resource "aws_lambda_event_source_mapping" "relay" {
  for_each = local.services

  event_source_arn                   = aws_dynamodb_table.this[each.key].stream_arn
  function_name                      = module.function["${each.key}-relay"].alias_arn
  starting_position                  = "TRIM_HORIZON"
  batch_size                         = 100
  maximum_batching_window_in_seconds = 0
  parallelization_factor             = 1
  maximum_retry_attempts             = 8
  maximum_record_age_in_seconds      = 3600
  bisect_batch_on_function_error     = true
  function_response_types            = ["ReportBatchItemFailures"]

  # Only what enters the outbox.
  filter_criteria {
    filter {
      pattern = jsonencode({ eventName = ["INSERT"], dynamodb = { Keys = { pk = { S = [{ prefix = "OUT#" }] } } } })
    }
  }

  destination_config {
    on_failure {
      destination_arn = module.function["${each.key}-relay"].failures_arn
    }
  }
}

# EventBridge counts in minutes; a round does what is due since the last.
resource "aws_cloudwatch_event_rule" "rounds" {
  for_each = local.services

  name                = "${var.prefix}-${each.key}-rounds"
  description         = "Looks every minute for what ${each.key} has to do without being asked."
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "rounds" {
  for_each = aws_cloudwatch_event_rule.rounds

  rule = each.value.name
  arn  = module.function["${each.key}-rounds"].alias_arn

  dead_letter_config {
    arn = module.function["${each.key}-rounds"].failures_arn
  }

  # The next minute brings another.
  retry_policy {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 1
  }
}

resource "aws_lambda_permission" "rounds" {
  for_each = aws_cloudwatch_event_rule.rounds

  statement_id  = "EveryMinute"
  action        = "lambda:InvokeFunction"
  function_name = module.function["${each.key}-rounds"].name
  qualifier     = module.function["${each.key}-rounds"].alias_name
  principal     = "events.amazonaws.com"
  source_arn    = each.value.arn
}
