locals {
  topology = jsondecode(file("${path.module}/topology.json"))

  # The bundles that run here. The bridge brings the events of AWS's services to them.
  services = toset(["payment-service", "notification-service", "analytics-service"])
  apps     = setunion(local.services, ["bridge"])

  # Services of AWS, which have an identity here for what they publish.
  visitors = toset(["identity-service", "product-service", "order-service"])

  # Functions tells the hosts of apps apart by 32 characters.
  app_names = { for name in local.apps : name => "${var.prefix}-${trimsuffix(name, "-service")}-${var.suffix}" }
  # Made of the names alone: of the apps it would need AWS first, which needs this.
  urls = { for name in local.services : name => "https://${local.app_names[name]}.azurewebsites.net" }
}

resource "azurerm_resource_group" "shop" {
  name     = var.prefix
  location = var.location
  tags     = var.tags
}
