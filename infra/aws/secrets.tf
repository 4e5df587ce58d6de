# Empty: a value never passes through Terraform, whose state would keep it. docs/deployment.md says how they are filled.
locals {
  # The apps of both clouds that identity-service knows by a key.
  key_holders = toset([
    "product-service", "order-service", "payment-service", "notification-service", "analytics-service", "bridge",
  ])

  secrets = merge(
    { for name in local.services : "${name}/cursor-secret" => "Signs the cursors of ${name}." },
    { for name in local.key_holders : "${name}/service-api-key" => "The key by which identity-service knows ${name}." },
    { "identity-service/service-api-keys" = "All of those as JSON, for identity-service." },
  )
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secrets

  name                    = "${var.prefix}/${each.key}"
  description             = each.value
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = 7
}

locals {
  # In the form that the services exchange at their start.
  secret_references = { for name, secret in aws_secretsmanager_secret.this : name => "aws-secretsmanager://${secret.arn}" }
}
