# A plan of Flex Consumption holds one app.
resource "azurerm_service_plan" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  os_type             = "Linux"
  sku_name            = "FC1"
  tags                = var.tags
}

resource "azurerm_function_app_flex_consumption" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  service_plan_id     = azurerm_service_plan.this.id
  tags                = var.tags

  runtime_name           = "node"
  runtime_version        = var.node_version
  instance_memory_in_mb  = var.instance_memory_mb
  maximum_instance_count = var.maximum_instances

  storage_container_type            = "blobContainer"
  storage_container_endpoint        = var.code_container
  storage_authentication_type       = "UserAssignedIdentity"
  storage_user_assigned_identity_id = var.identity.id

  https_only                                     = true
  virtual_network_subnet_id                      = var.subnet_id
  webdeploy_publish_basic_authentication_enabled = false

  app_settings = merge(
    { for name, value in var.environment : name => value if value != null },
    {
      # Which of the app's identities its clients are.
      AZURE_CLIENT_ID = var.identity.client_id
      # Unless it is set here, the provider makes a connection string with an empty key of it, which Functions would take before
      # the identity below. The provider does not read it back, so that each plan sets it again.
      AzureWebJobsStorage = ""
      # What Functions itself needs, and the connection that triggers of the bus name: all of it by identity.
      AzureWebJobsStorage__accountName          = var.host_account
      AzureWebJobsStorage__credential           = "managedidentity"
      AzureWebJobsStorage__clientId             = var.identity.client_id
      ServiceBus__fullyQualifiedNamespace       = var.bus_host
      ServiceBus__credential                    = "managedidentity"
      ServiceBus__clientId                      = var.identity.client_id
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "ClientId=${var.identity.client_id};Authorization=AAD"
    },
  )

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity.id]
  }

  site_config {
    minimum_tls_version                    = "1.2"
    scm_minimum_tls_version                = "1.2"
    http2_enabled                          = true
    application_insights_connection_string = var.insights_connection
  }

  dynamic "always_ready" {
    for_each = var.always_ready > 0 ? [var.always_ready] : []
    content {
      name           = "http"
      instance_count = always_ready.value
    }
  }
}

output "id" {
  description = "The app."
  value       = azurerm_function_app_flex_consumption.this.id
}
