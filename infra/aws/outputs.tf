output "public_url" {
  description = "The shop."
  value       = local.public_url
}

output "internal_urls" {
  description = "By service of AWS: where other services reach it."
  value       = local.internal_urls
}

output "function_roles" {
  description = "By service of AWS and kind of function: the role, which is who the function is for Azure."
  value       = { for key, one in local.functions : key => { service = one.service, role_arn = module.function[key].role_arn } }
}

output "azure_roles" {
  description = "By app of Azure: the role that it becomes."
  value       = { for name, role in aws_iam_role.azure : name => role.arn }
}

output "service_api_keys" {
  description = "By app: the reference to its key."
  value       = { for name in local.key_holders : name => local.secret_references["${name}/service-api-key"] }
}

output "secrets_to_fill" {
  description = "The names of the secrets whose values are put in by hand."
  value       = sort([for one in aws_secretsmanager_secret.this : one.name])
}

output "functions" {
  description = "The functions' names, for a roll back by alias."
  value       = sort([for one in module.function : one.name])
}

output "site_bucket" {
  description = "The bucket of the storefront's files."
  value       = aws_s3_bucket.this["site"].bucket
}

output "distribution_id" {
  description = "The CloudFront distribution, whose cache a deployment empties."
  value       = aws_cloudfront_distribution.shop.id
}
