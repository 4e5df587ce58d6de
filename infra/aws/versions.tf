terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    # The root pins the version. What needs a newer provider than this is in federation/.
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.100.0, < 7.0.0"
      configuration_aliases = [aws.us_east_1]
    }
  }
}
