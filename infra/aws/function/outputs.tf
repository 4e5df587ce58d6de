output "name" {
  description = "The function's name."
  value       = aws_lambda_function.this.function_name
}

output "role_arn" {
  description = "The role that it runs with; who it is for Azure, too."
  value       = aws_iam_role.this.arn
}

output "alias_name" {
  description = "The name of what is called."
  value       = aws_lambda_alias.live.name
}

output "alias_arn" {
  description = "What is called."
  value       = aws_lambda_alias.live.arn
}

output "invoke_arn" {
  description = "What API Gateway calls."
  value       = aws_lambda_alias.live.invoke_arn
}

output "failures_arn" {
  description = "The queue of what it could not do."
  value       = aws_sqs_queue.failures.arn
}

output "failures_url" {
  description = "That queue's address."
  value       = aws_sqs_queue.failures.url
}
