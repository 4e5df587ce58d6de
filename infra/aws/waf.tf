# Where CloudFront asks from. What it says of the viewer's address is believed, so nobody else may say it.
data "aws_ip_ranges" "cloudfront" {
  regions  = ["global"]
  services = ["cloudfront_origin_facing"]
}

resource "aws_wafv2_ip_set" "cloudfront" {
  name               = "${var.prefix}-cloudfront"
  description        = "CloudFront, where it faces an origin."
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = data.aws_ip_ranges.cloudfront.cidr_blocks
}

# Before every API: known attacks, known bad hosts, and who asks too often.
resource "aws_wafv2_web_acl" "apis" {
  name        = "${var.prefix}-apis"
  description = "What does not reach the APIs of ${var.prefix}."
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "asks-too-often"
    priority = 1

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = 2000
        aggregate_key_type = "FORWARDED_IP"

        # CloudFront stands between; who comes without it has no such header, and is counted by the next rule.
        forwarded_ip_config {
          header_name       = "X-Forwarded-For"
          fallback_behavior = "NO_MATCH"
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.prefix}-asks-too-often"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "comes-too-often"
    priority = 2

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = 100000
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.prefix}-comes-too-often"
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "goes-past-cloudfront"
    priority = 3

    action {
      block {}
    }

    statement {
      and_statement {
        statement {
          byte_match_statement {
            search_string         = local.api_domain
            positional_constraint = "EXACTLY"

            field_to_match {
              single_header {
                name = "host"
              }
            }

            text_transformation {
              priority = 0
              type     = "LOWERCASE"
            }
          }
        }

        statement {
          not_statement {
            statement {
              ip_set_reference_statement {
                arn = aws_wafv2_ip_set.cloudfront.arn
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.prefix}-goes-past-cloudfront"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = { AWSManagedRulesCommonRuleSet = 10, AWSManagedRulesKnownBadInputsRuleSet = 20, AWSManagedRulesAmazonIpReputationList = 30 }
    content {
      name     = rule.key
      priority = rule.value

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          # An import has 5 MiB; the services have limits of their own.
          dynamic "rule_action_override" {
            for_each = rule.key == "AWSManagedRulesCommonRuleSet" ? ["SizeRestrictions_BODY"] : []
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.prefix}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${var.prefix}-apis"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "public" {
  resource_arn = aws_api_gateway_stage.public.arn
  web_acl_arn  = aws_wafv2_web_acl.apis.arn
}

resource "aws_wafv2_web_acl_association" "internal" {
  for_each = aws_api_gateway_stage.internal

  resource_arn = each.value.arn
  web_acl_arn  = aws_wafv2_web_acl.apis.arn
}
