# Who everybody is: an identity for each app, and one for each service of AWS.
resource "azurerm_user_assigned_identity" "this" {
  for_each = setunion(local.apps, local.visitors)

  name                = "${var.prefix}-${each.key}"
  resource_group_name = azurerm_resource_group.shop.name
  location            = azurerm_resource_group.shop.location
  tags                = var.tags
}

# A function of AWS shows the token that AWS signed for its role, and is its service here. No secret is kept for it.
resource "azurerm_federated_identity_credential" "aws" {
  for_each = var.aws.function_roles

  name                      = each.key
  user_assigned_identity_id = azurerm_user_assigned_identity.this[each.value.service].id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = var.aws.issuer
  subject                   = each.value.role_arn
}

# What the apps ask a token for when they want to show AWS who they are.
resource "azuread_application" "aws" {
  display_name     = "${var.prefix}-aws"
  sign_in_audience = "AzureADMyOrg"
  identifier_uris  = [local.aws_audience]

  api {
    requested_access_token_version = 1
  }
}

resource "azuread_service_principal" "aws" {
  client_id = azuread_application.aws.client_id
}

locals {
  aws_audience = "api://${var.tenant_id}/${var.prefix}-aws"
}
