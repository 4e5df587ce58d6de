# The shop's front door: one REST API whose paths are those of the gateway on a laptop. /internal is not among them.
locals {
  # Whether the shop takes orders is what order-service says of itself.
  routes = merge(jsondecode(file("${path.module}/routes.json")), { "/health/{proxy+}" = "order-service" })

  # Lambda takes the request as it is; Azure gets it at the same path.
  integrations = {
    for path, service in local.routes : path => {
      type            = contains(local.services, service) ? "aws_proxy" : "http_proxy"
      httpMethod      = contains(local.services, service) ? "POST" : "ANY"
      uri             = contains(local.services, service) ? module.function["${service}-http"].invoke_arn : "${var.azure.urls[service]}${replace(path, "+}", "}")}"
      timeoutInMillis = 15000
      requestParameters = {
        for name in(contains(local.services, service) ? [] : local.path_variables[path]) :
        "integration.request.path.${name}" => "method.request.path.${name}"
      }
    }
  }

  path_variables = { for path, _ in local.routes : path => regexall("\\{(\\w+)\\+?\\}", path)[*][0] }
}

resource "aws_api_gateway_rest_api" "public" {
  name                         = "${var.prefix}-public"
  description                  = "What a client reaches of both clouds."
  disable_execute_api_endpoint = true

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  body = jsonencode({
    openapi = "3.0.1"
    info    = { title = "${var.prefix}-public", version = "1" }
    paths = {
      for path, integration in local.integrations : path => {
        x-amazon-apigateway-any-method = {
          parameters = [
            for name in local.path_variables[path] :
            { name = name, in = "path", required = true, schema = { type = "string" } }
          ]
          responses                       = {}
          x-amazon-apigateway-integration = integration
        }
      }
    }
  })
}

resource "aws_api_gateway_deployment" "public" {
  rest_api_id = aws_api_gateway_rest_api.public.id
  triggers    = { body = sha256(aws_api_gateway_rest_api.public.body) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "public" {
  rest_api_id          = aws_api_gateway_rest_api.public.id
  deployment_id        = aws_api_gateway_deployment.public.id
  stage_name           = local.stage
  xray_tracing_enabled = true
  depends_on           = [aws_api_gateway_account.logs]

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.public.arn
    # No query and no header: both can hold what is personal.
    format = jsonencode({
      time      = "$context.requestTimeEpoch"
      requestId = "$context.requestId"
      traceId   = "$context.xrayTraceId"
      ip        = "$context.identity.sourceIp"
      method    = "$context.httpMethod"
      route     = "$context.resourcePath"
      status    = "$context.status"
      ms        = "$context.responseLatency"
      error     = "$context.error.message"
    })
  }
}

resource "aws_cloudwatch_log_group" "public" {
  name              = "/aws/apigateway/${var.prefix}-public"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.data.arn
}

resource "aws_api_gateway_method_settings" "public" {
  rest_api_id = aws_api_gateway_rest_api.public.id
  stage_name  = aws_api_gateway_stage.public.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "OFF"
    throttling_rate_limit  = 500
    throttling_burst_limit = 1000
  }
}

resource "aws_lambda_permission" "public" {
  for_each = local.services

  statement_id  = "ThePublicApi"
  action        = "lambda:InvokeFunction"
  function_name = module.function["${each.key}-http"].name
  qualifier     = module.function["${each.key}-http"].alias_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.public.execution_arn}/*"
}

resource "aws_api_gateway_domain_name" "public" {
  domain_name              = local.api_domain
  regional_certificate_arn = aws_acm_certificate_validation.api.certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "public" {
  domain_name = aws_api_gateway_domain_name.public.domain_name
  api_id      = aws_api_gateway_rest_api.public.id
  stage_name  = aws_api_gateway_stage.public.stage_name
}

resource "aws_route53_record" "api" {
  zone_id = var.hosted_zone_id
  name    = local.api_domain
  type    = "A"

  alias {
    name                   = aws_api_gateway_domain_name.public.regional_domain_name
    zone_id                = aws_api_gateway_domain_name.public.regional_zone_id
    evaluate_target_health = false
  }
}

# API Gateway writes its access logs as this role. There is one for an account and region.
resource "aws_api_gateway_account" "logs" {
  cloudwatch_role_arn = aws_iam_role.gateway_logs.arn
}

resource "aws_iam_role" "gateway_logs" {
  name        = "${var.prefix}-gateway-logs"
  description = "API Gateway writes its access logs."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
    }]
  })
}

resource "aws_iam_role_policy" "gateway_logs" {
  name = "write-logs"
  role = aws_iam_role.gateway_logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
      ]
      Resource = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:*"]
    }]
  })
}
