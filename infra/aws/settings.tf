# The environment of each service: the names of docs/configuration.md. A test holds them against the services' own schemas.
locals {
  settings_of_all = {
    CAUSEWAY_MODE = "cloud"
    # Nothing listens in a function; the setting has no default.
    PORT                          = "0"
    PUBLIC_URL                    = local.public_url
    LOG_LEVEL                     = var.log_level
    OTEL_EXPORTER_OTLP_ENDPOINT   = var.collector_layer_arn == null ? null : "http://localhost:4318"
    SERVICE_BUS_CONNECTION_STRING = "Endpoint=sb://${var.azure.bus_host}/"
    # Read by the client of Azure, which has no secret: AWS says who the function is.
    AZURE_TENANT_ID = var.azure.tenant_id
  }

  settings = {
    identity-service = {
      AZURE_CLIENT_ID  = var.azure.client_ids["identity-service"]
      DYNAMODB_TABLE   = aws_dynamodb_table.this["identity-service"].name
      CURSOR_SECRET    = local.secret_references["identity-service/cursor-secret"]
      SERVICE_API_KEYS = local.secret_references["identity-service/service-api-keys"]
      ORDER_URL        = local.internal_urls["order-service"]
      PAYMENT_URL      = var.azure.urls["payment-service"]
      NOTIFICATION_URL = var.azure.urls["notification-service"]
      ANALYTICS_URL    = var.azure.urls["analytics-service"]
      # CloudFront, which names the viewer.
      TRUSTED_PROXIES = "1"
    }
    product-service = {
      AZURE_CLIENT_ID = var.azure.client_ids["product-service"]
      DYNAMODB_TABLE  = aws_dynamodb_table.this["product-service"].name
      S3_BUCKET       = aws_s3_bucket.this["pictures"].bucket
      CURSOR_SECRET   = local.secret_references["product-service/cursor-secret"]
      SERVICE_API_KEY = local.secret_references["product-service/service-api-key"]
      IDENTITY_URL    = local.internal_urls["identity-service"]
      ORDER_URL       = local.internal_urls["order-service"]
    }
    order-service = {
      AZURE_CLIENT_ID = var.azure.client_ids["order-service"]
      DYNAMODB_TABLE  = aws_dynamodb_table.this["order-service"].name
      CURSOR_SECRET   = local.secret_references["order-service/cursor-secret"]
      SERVICE_API_KEY = local.secret_references["order-service/service-api-key"]
      IDENTITY_URL    = local.internal_urls["identity-service"]
      PRODUCT_URL     = local.internal_urls["product-service"]
      PAYMENT_URL     = var.azure.urls["payment-service"]
      # API Gateway holds an answer back until it ends.
      SSE_BUFFERED = "true"
    }
  }
}
