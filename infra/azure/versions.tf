terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    # The root pins the versions.
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 5.0.1, < 6.0.0"
    }
    azuread = {
      source  = "hashicorp/azuread"
      version = ">= 3.10.0, < 4.0.0"
    }
  }
}
