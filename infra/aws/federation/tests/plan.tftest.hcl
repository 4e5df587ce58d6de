mock_provider "aws" {
  mock_resource "aws_iam_outbound_web_identity_federation" {
    defaults = {
      issuer_identifier = "https://11111111.tokens.sts.global.api.aws"
    }
  }
}

run "names_who_signs" {
  assert {
    condition     = output.issuer == "https://11111111.tokens.sts.global.api.aws"
    error_message = "Azure is told who signs the tokens of AWS."
  }
}
