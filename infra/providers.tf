provider "aws" {
  region              = var.aws_region
  allowed_account_ids = [var.aws_account_id]

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias               = "us_east_1"
  region              = "us-east-1"
  allowed_account_ids = [var.aws_account_id]

  default_tags {
    tags = local.tags
  }
}

provider "azurerm" {
  subscription_id     = var.azure_subscription_id
  tenant_id           = var.azure_tenant_id
  storage_use_azuread = true

  # As Azure itself writes them: what is written in another way is passed over.
  resource_providers_to_register = [
    "Microsoft.App",
    "Microsoft.Consumption",
    "Microsoft.KeyVault",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.ServiceBus",
    "Microsoft.Sql",
    "Microsoft.Storage",
    "Microsoft.Web",
    "microsoft.insights",
  ]

  features {
    key_vault {
      purge_soft_delete_on_destroy = false
    }

    # Azure puts an alert rule and its action group beside Application Insights; a destroy must not stop at them. All else in
    # the group is made here.
    resource_group {
      prevent_deletion_if_contains_resources = false
    }

    # A new subscription gets nothing before it has its own rule, instead of everything.
    servicebus {
      auto_delete_subscription_default_rule = true
    }
  }
}

provider "azuread" {
  tenant_id = var.azure_tenant_id
}

locals {
  prefix = "causeway-${var.environment}"

  # What is left over after a destroy is found by these.
  tags = {
    system      = local.prefix
    environment = var.environment
    managed-by  = "terraform"
    repository  = "causeway"
  }
}
