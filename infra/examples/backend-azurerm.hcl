# Instead of S3: put `backend "azurerm" {}` into an override file (backend_override.tf) and
# terraform init -backend-config=examples/backend-azurerm.hcl -backend-config=key=causeway/dev.tfstate
# The account is made by hand, once: no shared keys, versioned, and its data for the deployer's identity alone.
resource_group_name  = "example-terraform-state"
storage_account_name = "exampleterraformstate"
container_name       = "state"
use_azuread_auth     = true
