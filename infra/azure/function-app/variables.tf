variable "name" {
  description = "The app's name, and the beginning of its host name."
  type        = string
}

variable "resource_group_name" {
  description = "The resource group."
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

variable "subnet_id" {
  description = "The subnet from which the app speaks."
  type        = string
}

variable "identity" {
  description = "Who the app is."
  type        = object({ id = string, client_id = string })
}

variable "host_account" {
  description = "The storage account that Functions itself needs."
  type        = string
}

variable "code_container" {
  description = "The container to which its code is deployed."
  type        = string
}

variable "bus_host" {
  description = "The Service Bus namespace's host."
  type        = string
}

variable "insights_connection" {
  description = "Where Application Insights is."
  type        = string
}

variable "node_version" {
  description = "The version of Node."
  type        = string
}

variable "instance_memory_mb" {
  description = "The memory of an instance."
  type        = number
}

variable "maximum_instances" {
  description = "How many instances there are at most."
  type        = number
}

variable "always_ready" {
  description = "How many instances stand ready for requests."
  type        = number
}

variable "environment" {
  description = "Its environment; what is null is left out."
  type        = map(string)
}
