output "url" {
  description = "The shop."
  value       = module.aws.public_url
}

output "tags" {
  description = "What everything here bears; what is left over is found by it."
  value       = local.tags
}

output "deployment" {
  description = "Where bundles and files go."
  value = {
    functions       = module.aws.functions
    site_bucket     = module.aws.site_bucket
    distribution_id = module.aws.distribution_id
    resource_group  = module.azure.resource_group
    function_apps   = module.azure.app_names
  }
}

output "secrets_to_fill" {
  description = "The secrets whose values are put in by hand."
  value = {
    secrets_manager = module.aws.secrets_to_fill
    key_vault       = { vault = module.azure.vault, names = module.azure.secrets_to_fill }
  }
}

output "sql_users" {
  description = "By service: what an administrator says to its database once."
  value       = module.azure.sql_users
}
