variable "environment" {
  description = "Such as dev or prod: the end of the prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,6}$", var.environment))
    error_message = "The environment has 2 to 6 small letters."
  }
}

variable "aws_account_id" {
  description = "The AWS account; no other is touched."
  type        = string
}

variable "aws_region" {
  description = "The AWS region."
  type        = string
  default     = "eu-west-1"
}

variable "azure_subscription_id" {
  description = "The Azure subscription."
  type        = string
}

variable "azure_tenant_id" {
  description = "The Entra tenant."
  type        = string
}

variable "azure_location" {
  description = "The Azure region."
  type        = string
  default     = "northeurope"
}

variable "domain" {
  description = "The shop's host name; the API is at api. of it."
  type        = string
}

variable "hosted_zone_id" {
  description = "The Route 53 zone that holds the domain."
  type        = string
}

variable "bundles" {
  description = "The folder with a zip for each service."
  type        = string
  default     = "../dist/cloud"
}

variable "contact_email" {
  description = "Who is told of alarms and of costs."
  type        = string
}

variable "log_level" {
  description = "LOG_LEVEL of everything."
  type        = string
  default     = "info"
}

variable "log_retention_days" {
  description = "How long logs are kept: 30, 90 or 365, which both clouds know."
  type        = number

  validation {
    condition     = contains([30, 90, 365], var.log_retention_days)
    error_message = "Logs are kept for 30, 90 or 365 days."
  }
}

variable "lambda_runtime" {
  description = "Lambda's runtime."
  type        = string
  default     = "nodejs24.x"
}

variable "lambda_architecture" {
  description = "Lambda's architecture."
  type        = string
  default     = "arm64"
}

variable "reserved_concurrency" {
  description = "How many executions each kind of Lambda function has for itself, at most and always."
  type        = object({ http = number, relay = number, rounds = number })
}

variable "collector_layer_arn" {
  description = "The Lambda layer of an OpenTelemetry collector; null: traces of X-Ray's own alone."
  type        = string
  default     = null
}

variable "otlp_endpoint" {
  description = "Where the apps of Azure send traces and metrics by OTLP; null: to Application Insights alone."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether tables refuse to be deleted."
  type        = bool
}

variable "table_replicas" {
  description = "Regions in which the tables have a replica, with the ARN of the KMS key there."
  type        = map(string)
  default     = {}
}

variable "functions_node_version" {
  description = "The version of Node that Functions runs."
  type        = string
  default     = "24"
}

variable "maximum_instances" {
  description = "How many instances of a function app there are at most."
  type        = number
}

variable "always_ready_payments" {
  description = "How many instances of payment-service stand ready."
  type        = number
}

variable "bus_sku" {
  description = "Standard, or Premium with a private endpoint."
  type        = string
}

variable "sql_admin_group" {
  description = "The Entra group whose members administer the databases."
  type        = object({ name = string, object_id = string })
}

variable "operators_group_id" {
  description = "The Entra group that may read dead letters and send them back."
  type        = string
  default     = null
}

variable "databases" {
  description = "By service: cores, the minutes until the database pauses (-1: never; the timers of an app that runs keep it awake), and its size."
  type = map(object({
    max_cores           = number
    min_cores           = number
    pause_after_minutes = number
    max_size_gb         = number
  }))
}

variable "storage_replication" {
  description = "How the shop's files on Azure are copied."
  type        = string
}

variable "operator_ips" {
  description = "Addresses from which secrets are filled in."
  type        = list(string)
  default     = []
}

variable "monthly_budget" {
  description = "What a month may cost on each cloud before somebody is told."
  type        = object({ aws_usd = number, azure = number, azure_from = string })
}

variable "shop" {
  description = "Where the payment provider is, who sends the letters, and who is called."
  type        = object({ payment_provider_url = string, mail_from = string, on_call_phone = string })
}
