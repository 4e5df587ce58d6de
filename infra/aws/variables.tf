variable "prefix" {
  description = "What every name begins with, such as causeway-dev."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.prefix))
    error_message = "The prefix has 3 to 20 small letters, digits and hyphens."
  }
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "region" {
  description = "The region of everything but CloudFront's certificate."
  type        = string
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
  description = "The folder with a zip for each service, as `npm run build:cloud` writes it."
  type        = string
}

variable "runtime" {
  description = "Lambda's runtime."
  type        = string
  default     = "nodejs24.x"
}

variable "architecture" {
  description = "Lambda's architecture."
  type        = string
  default     = "arm64"
}

variable "reserved_concurrency" {
  description = "How many executions each kind of function has for itself, at most and always."
  type        = object({ http = number, relay = number, rounds = number })
}

variable "log_level" {
  description = "LOG_LEVEL of every function."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
}

variable "collector_layer_arn" {
  description = "The Lambda layer of an OpenTelemetry collector that sends to X-Ray and CloudWatch; null: traces of X-Ray's own alone."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether tables refuse to be deleted."
  type        = bool
}

variable "replicas" {
  description = "Regions in which the tables have a replica, with the ARN of the KMS key there: a global table."
  type        = map(string)
  default     = {}
}

variable "alarm_email" {
  description = "Who is told of alarms and of costs."
  type        = string
}

variable "monthly_budget_usd" {
  description = "What a month may cost before somebody is told."
  type        = number
}

variable "azure" {
  description = "What the functions have to know of Azure."
  type = object({
    tenant_id = string
    # The Service Bus namespace's host.
    bus_host = string
    # By service of AWS: the client id of the identity that it has in Azure.
    client_ids = map(string)
    # By service of Azure: where it is.
    urls = map(string)
  })
}

variable "azure_callers" {
  description = "By app of Azure that has a secret in AWS: the principal id of its managed identity."
  type        = map(string)
}

variable "azure_audience" {
  description = "The Entra application for which managed identities ask a token, to show it to AWS."
  type        = string
}
