terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  # Where the state is, examples/backend-s3.hcl says; for Azure, examples/backend-azurerm.hcl.
  backend "s3" {}

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.73.0"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "5.12.0"
    }
    azuread = {
      source  = "hashicorp/azuread"
      version = "3.10.0"
    }
  }
}
