# Lets roles of this account ask AWS for tokens that others can check. A module of its own, since older providers do not know
# the resource. There is one for an account: it takes over one that is there, and a destroy turns it off for everybody in it.
terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.26.0, < 7.0.0"
    }
  }
}

resource "aws_iam_outbound_web_identity_federation" "this" {}

output "issuer" {
  description = "Who signs the tokens."
  value       = aws_iam_outbound_web_identity_federation.this.issuer_identifier
}
