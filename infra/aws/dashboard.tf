locals {
  graph = { width = 12, height = 6, type = "metric" }

  graphs = [
    {
      title = "Requests and errors"
      metrics = [
        ["AWS/ApiGateway", "Count", "ApiName", aws_api_gateway_rest_api.public.name, { stat = "Sum" }],
        ["AWS/ApiGateway", "4XXError", "ApiName", aws_api_gateway_rest_api.public.name, { stat = "Sum" }],
        ["AWS/ApiGateway", "5XXError", "ApiName", aws_api_gateway_rest_api.public.name, { stat = "Sum" }],
      ]
    },
    {
      title = "Time to answer"
      metrics = [
        for stat in ["p50", "p95", "p99"] :
        ["AWS/ApiGateway", "Latency", "ApiName", aws_api_gateway_rest_api.public.name, { stat = stat, label = stat }]
      ]
    },
    {
      title   = "Age of the oldest event in an outbox"
      metrics = [for name in local.services : ["AWS/Lambda", "IteratorAge", "FunctionName", module.function["${name}-relay"].name, { stat = "Maximum" }]]
    },
    {
      title   = "What functions could not do"
      metrics = [for key, _ in local.functions : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "${var.prefix}-${key}-failures", { stat = "Maximum" }]]
    },
    {
      title   = "Executions at a time"
      metrics = [for key, one in module.function : ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", one.name, { stat = "Maximum" }]]
    },
    {
      title   = "Time of a function"
      metrics = [for key, one in module.function : ["AWS/Lambda", "Duration", "FunctionName", one.name, { stat = "p95" }]]
    },
    {
      title   = "Requests that DynamoDB put off"
      metrics = [for name, table in local.tables : ["AWS/DynamoDB", "ThrottledRequests", "TableName", table.name, { stat = "Sum" }]]
    },
    {
      title   = "Conditions that did not hold, such as stock that was gone"
      metrics = [for name, table in local.tables : ["AWS/DynamoDB", "ConditionalCheckFailedRequests", "TableName", table.name, { stat = "Sum" }]]
    },
  ]
}

resource "aws_cloudwatch_dashboard" "shop" {
  dashboard_name = var.prefix

  dashboard_body = jsonencode({
    widgets = [
      for at, graph in local.graphs : merge(local.graph, {
        x          = at % 2 * 12
        y          = floor(at / 2) * 6
        properties = { title = graph.title, region = var.region, period = 60, view = "timeSeries", metrics = graph.metrics }
      })
    ]
  })
}
