# An app of Azure that has a secret here shows the token of its managed identity and becomes the role below for an hour. No
# secret of AWS lies in Azure.
resource "aws_iam_openid_connect_provider" "entra" {
  url            = "https://${local.entra}"
  client_id_list = [var.azure_audience]
}

locals {
  entra = "sts.windows.net/${var.azure.tenant_id}/"
}

resource "aws_iam_role" "azure" {
  for_each = var.azure_callers

  name                 = "${var.prefix}-azure-${each.key}"
  description          = "What ${each.key}, which runs on Azure, may do here."
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.entra.arn }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        StringEquals = {
          "${local.entra}:aud" = var.azure_audience
          "${local.entra}:sub" = each.value
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "azure" {
  for_each = var.azure_callers

  name = "its-own-key"
  role = aws_iam_role.azure[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ItsSecret"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.this["${each.key}/service-api-key"].arn]
      },
      {
        Sid       = "TheKeyOfThatSecret"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [aws_kms_key.data.arn]
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
      },
    ]
  })
}
