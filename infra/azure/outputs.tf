output "bus_host" {
  description = "The Service Bus namespace's host."
  value       = "${azurerm_servicebus_namespace.shop.name}.servicebus.windows.net"
}

output "urls" {
  description = "By service of Azure: where it is."
  value       = local.urls
}

output "client_ids" {
  description = "By service of AWS: the client id of its identity here."
  value       = { for name in local.visitors : name => azurerm_user_assigned_identity.this[name].client_id }
}

output "principal_ids" {
  description = "By app: the principal id of its identity, which AWS knows it by."
  value       = { for name in local.apps : name => azurerm_user_assigned_identity.this[name].principal_id }
}

output "aws_audience" {
  description = "What the apps ask a token for, to show it to AWS."
  value       = local.aws_audience
}

output "app_names" {
  description = "By bundle: the function app that it is deployed to."
  value       = local.app_names
}

output "resource_group" {
  description = "The resource group of everything."
  value       = azurerm_resource_group.shop.name
}

output "vault" {
  description = "The vault of the secrets."
  value       = azurerm_key_vault.shop.name
}

output "secrets_to_fill" {
  description = "The names of the secrets whose values are put in by hand."
  value       = sort(keys(local.secrets))
}

output "sql_users" {
  description = "By service: what an administrator says to its database once."
  value       = local.sql_users
}
