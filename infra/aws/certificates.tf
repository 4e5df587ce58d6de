resource "aws_acm_certificate" "api" {
  domain_name       = local.api_domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# CloudFront takes its certificate from this region alone.
resource "aws_acm_certificate" "shop" {
  provider = aws.us_east_1

  domain_name       = var.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation_api" {
  zone_id = var.hosted_zone_id
  name    = one(aws_acm_certificate.api.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.api.domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.api.domain_validation_options).resource_record_value]
  ttl     = 60
}

resource "aws_route53_record" "validation_shop" {
  zone_id = var.hosted_zone_id
  name    = one(aws_acm_certificate.shop.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.shop.domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.shop.domain_validation_options).resource_record_value]
  ttl     = 60
}

resource "aws_acm_certificate_validation" "api" {
  certificate_arn         = aws_acm_certificate.api.arn
  validation_record_fqdns = [aws_route53_record.validation_api.fqdn]
}

resource "aws_acm_certificate_validation" "shop" {
  provider = aws.us_east_1

  certificate_arn         = aws_acm_certificate.shop.arn
  validation_record_fqdns = [aws_route53_record.validation_shop.fqdn]
}
