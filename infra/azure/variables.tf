variable "prefix" {
  description = "What every name begins with, such as causeway-dev."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,15}$", var.prefix))
    error_message = "The prefix has 3 to 16 small letters, digits and hyphens."
  }
}

variable "suffix" {
  description = "What makes names unique that are everybody's: 4 to 6 small letters and digits."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]{4,6}$", var.suffix))
    error_message = "The suffix has 4 to 6 small letters and digits."
  }
}

variable "tenant_id" {
  description = "The Entra tenant."
  type        = string
}

variable "location" {
  description = "The region."
  type        = string
}

variable "tags" {
  description = "The tags of everything."
  type        = map(string)
}

variable "node_version" {
  description = "The version of Node that Functions runs."
  type        = string
  default     = "24"
}

variable "maximum_instances" {
  description = "How many instances of an app there are at most: 1 to 1000."
  type        = number
}

variable "always_ready_payments" {
  description = "How many instances of payment-service stand ready, so that no payment waits for a cold start."
  type        = number
}

variable "bus_sku" {
  description = "Standard, or Premium with a private endpoint for the apps of Azure."
  type        = string

  validation {
    condition     = contains(["Standard", "Premium"], var.bus_sku)
    error_message = "The bus is Standard or Premium."
  }
}

variable "sql_admin_group" {
  description = "The Entra group whose members administer the databases, by name and object id."
  type        = object({ name = string, object_id = string })
}

variable "operators_group_id" {
  description = "The object id of the Entra group that may read dead letters and send them back; null: nobody."
  type        = string
  default     = null
}

variable "databases" {
  description = "By service: the most and the least of virtual cores, the minutes until the database pauses (-1: never; the timers of an app that runs keep it awake, and one that pauses has no backups of weeks and months), and how large it can be."
  type = map(object({
    max_cores           = number
    min_cores           = number
    pause_after_minutes = number
    max_size_gb         = number
  }))

  validation {
    condition     = try(var.databases["payment-service"].pause_after_minutes, 0) == -1
    error_message = "The database of payment-service never pauses (-1): a payment must not wait for it to wake up."
  }
}

variable "storage_replication" {
  description = "How the storage account of the data is copied: GZRS, GRS or ZRS."
  type        = string
}

variable "operator_ips" {
  description = "Addresses from which secrets are filled in. Without any the vault has no public address."
  type        = list(string)
}

variable "log_level" {
  description = "LOG_LEVEL of every app."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
}

variable "otlp_endpoint" {
  description = "Where traces and metrics go by OTLP over HTTP beside Application Insights, such as a collector; null: nowhere else."
  type        = string
  default     = null
}

variable "alert_email" {
  description = "Who is told of alerts and of costs."
  type        = string
}

variable "monthly_budget" {
  description = "What a month may cost, in the subscription's currency, before somebody is told."
  type        = number
}

variable "budget_from" {
  description = "The first day of the month from which the budget counts, such as 2026-12-01T00:00:00Z."
  type        = string
}

variable "shop" {
  description = "Settings of the shop: where its payment provider is, who sends its letters, and who is called."
  type        = object({ payment_provider_url = string, mail_from = string, on_call_phone = string })
}

variable "aws" {
  description = "What the apps have to know of AWS."
  type = object({
    # Who signs the tokens of AWS's roles.
    issuer     = string
    public_url = string
    # By service of AWS: where other services reach it.
    internal_urls = map(string)
    # By app of Azure: the role that it becomes, and the reference to its key.
    roles            = map(string)
    service_api_keys = map(string)
    # By function: its service and the role that it runs with.
    function_roles = map(object({ service = string, role_arn = string }))
    region         = string
  })
}
