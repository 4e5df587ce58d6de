variable "name" {
  description = "The function's name."
  type        = string
}

variable "bundle" {
  description = "The zip with its code."
  type        = string
}

variable "handler" {
  description = "The handler: a file of the zip and what it exports."
  type        = string
}

variable "runtime" {
  description = "Lambda's runtime."
  type        = string
}

variable "architecture" {
  description = "arm64 or x86_64."
  type        = string
}

variable "memory" {
  description = "Memory in MiB, which decides the share of a processor, too."
  type        = number
}

variable "timeout" {
  description = "Seconds an invocation may take."
  type        = number
}

variable "concurrency" {
  description = "How many executions the function has for itself, at most and always."
  type        = number
}

variable "layers" {
  description = "Layers beside the code."
  type        = list(string)
}

variable "environment" {
  description = "Its environment; what is null is left out."
  type        = map(string)
}

variable "statements" {
  description = "What its role allows beside writing its own logs, traces and failures."
  type        = any
}

variable "log_retention_days" {
  description = "How long its logs are kept."
  type        = number
}

variable "kms_key_arn" {
  description = "The key of its environment, logs and queue."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Where its alarms go."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "region" {
  description = "The AWS region."
  type        = string
}
