# The environment of each app: the names of docs/configuration.md. A test holds them against the services' own schemas.
locals {
  settings_of_all = {
    # No PORT: the image of Functions takes it for the port of its own host. The door of a function sets it.
    CAUSEWAY_MODE                 = "cloud"
    PUBLIC_URL                    = var.aws.public_url
    LOG_LEVEL                     = var.log_level
    OTEL_EXPORTER_OTLP_ENDPOINT   = var.otlp_endpoint
    IDENTITY_URL                  = var.aws.internal_urls["identity-service"]
    ORDER_URL                     = var.aws.internal_urls["order-service"]
    SERVICE_BUS_CONNECTION_STRING = "Endpoint=sb://${azurerm_servicebus_namespace.shop.name}.servicebus.windows.net/"
    # For the token that the app shows to AWS.
    AWS_REGION         = var.aws.region
    AWS_TOKEN_AUDIENCE = local.aws_audience
    # A turn is paid for as a whole second at least, and what it would find is rare: events are published at once.
    TIMER_LEAST_MS = "60000"
  }

  blobs = "BlobEndpoint=${azurerm_storage_account.this["data"].primary_blob_endpoint}"
  sql   = "mssql://${azurerm_mssql_server.shop.name}.database.windows.net:1433"

  settings = {
    payment-service = {
      AWS_ROLE_ARN                    = var.aws.roles["payment-service"]
      SERVICE_API_KEY                 = var.aws.service_api_keys["payment-service"]
      SQL_URL                         = "${local.sql}/payment?encrypt=true"
      AZURE_STORAGE_CONNECTION_STRING = local.blobs
      PAYMENT_PROVIDER_URL            = var.shop.payment_provider_url
      PAYMENT_PROVIDER_KEY            = local.secret_references["payment-provider-key"]
      PAYMENT_WEBHOOK_SECRET          = local.secret_references["payment-webhook-secret"]
      CURSOR_SECRET                   = local.secret_references["payment-service-cursor-secret"]
    }
    notification-service = {
      AWS_ROLE_ARN                    = var.aws.roles["notification-service"]
      SERVICE_API_KEY                 = var.aws.service_api_keys["notification-service"]
      SQL_URL                         = "${local.sql}/notification?encrypt=true"
      AZURE_STORAGE_CONNECTION_STRING = local.blobs
      SMTP_URL                        = local.secret_references["smtp-url"]
      MAIL_FROM                       = var.shop.mail_from
      ON_CALL_PHONE                   = var.shop.on_call_phone
      PAYMENT_URL                     = local.urls["payment-service"]
      CURSOR_SECRET                   = local.secret_references["notification-service-cursor-secret"]
    }
    analytics-service = {
      AWS_ROLE_ARN                    = var.aws.roles["analytics-service"]
      SERVICE_API_KEY                 = var.aws.service_api_keys["analytics-service"]
      SQL_URL                         = "${local.sql}/analytics?encrypt=true"
      AZURE_STORAGE_CONNECTION_STRING = local.blobs
      PRODUCT_URL                     = var.aws.internal_urls["product-service"]
      PAYMENT_URL                     = local.urls["payment-service"]
    }
    bridge = {
      AWS_ROLE_ARN    = var.aws.roles["bridge"]
      SERVICE_API_KEY = var.aws.service_api_keys["bridge"]
      PRODUCT_URL     = var.aws.internal_urls["product-service"]
    }
  }
}
