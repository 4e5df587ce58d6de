# How services of either cloud reach a service of AWS: one small API each, at an address that nobody publishes. What lets a
# caller in is its token, which names the service it is for.
resource "aws_api_gateway_rest_api" "internal" {
  for_each = local.services

  name        = "${var.prefix}-internal-${each.key}"
  description = "The way of other services to ${each.key}."

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "internal" {
  for_each = local.services

  rest_api_id = aws_api_gateway_rest_api.internal[each.key].id
  parent_id   = aws_api_gateway_rest_api.internal[each.key].root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "internal" {
  for_each = local.services

  rest_api_id   = aws_api_gateway_rest_api.internal[each.key].id
  resource_id   = aws_api_gateway_resource.internal[each.key].id
  http_method   = "ANY"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "internal" {
  for_each = local.services

  rest_api_id             = aws_api_gateway_rest_api.internal[each.key].id
  resource_id             = aws_api_gateway_resource.internal[each.key].id
  http_method             = aws_api_gateway_method.internal[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = module.function["${each.key}-http"].invoke_arn
  timeout_milliseconds    = 15000
}

resource "aws_api_gateway_deployment" "internal" {
  for_each = local.services

  rest_api_id = aws_api_gateway_rest_api.internal[each.key].id
  triggers    = { integration = sha256(jsonencode(aws_api_gateway_integration.internal[each.key])) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "internal" {
  for_each = local.services

  rest_api_id          = aws_api_gateway_rest_api.internal[each.key].id
  deployment_id        = aws_api_gateway_deployment.internal[each.key].id
  stage_name           = local.stage
  xray_tracing_enabled = true
}

resource "aws_api_gateway_method_settings" "internal" {
  for_each = local.services

  rest_api_id = aws_api_gateway_rest_api.internal[each.key].id
  stage_name  = aws_api_gateway_stage.internal[each.key].stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "OFF"
    throttling_rate_limit  = 500
    throttling_burst_limit = 1000
  }
}

resource "aws_lambda_permission" "internal" {
  for_each = local.services

  statement_id  = "TheInternalApi"
  action        = "lambda:InvokeFunction"
  function_name = module.function["${each.key}-http"].name
  qualifier     = module.function["${each.key}-http"].alias_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.internal[each.key].execution_arn}/*"
}
