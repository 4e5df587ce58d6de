# One host for pages, pictures and the API, so that no page needs another origin.
locals {
  # Names of AWS's own policies, by which CloudFront knows them.
  cloudfront_policies = {
    caching_optimized         = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    caching_disabled          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    all_viewer_except_host    = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    security_response_headers = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }
}

resource "aws_cloudfront_origin_access_control" "buckets" {
  name                              = "${var.prefix}-buckets"
  description                       = "CloudFront signs what it asks of the buckets."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# Pictures lie in their bucket without the prefix of their address.
resource "aws_cloudfront_function" "pictures" {
  name    = "${var.prefix}-pictures"
  comment = "/assets/products/1.webp is products/1.webp"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<-JS
    function handler(event) {
      event.request.uri = event.request.uri.replace(/^\/assets/, '');
      return event.request;
    }
  JS
}

# Files have extensions that addresses have not: /docs is docs.html, and a problem is a page or JSON, as its reader prefers.
resource "aws_cloudfront_function" "site" {
  name    = "${var.prefix}-site"
  comment = "/docs is docs.html; /problems/x is problems/x.html, or .json"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file("${path.module}/site-address.js")
}

# API Gateway renames this header of a function's answer.
resource "aws_cloudfront_function" "answers" {
  name    = "${var.prefix}-answers"
  comment = "WWW-Authenticate gets its name back"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<-JS
    function handler(event) {
      var headers = event.response.headers;
      var renamed = headers['x-amzn-remapped-www-authenticate'];
      if (renamed) {
        headers['www-authenticate'] = renamed;
        delete headers['x-amzn-remapped-www-authenticate'];
      }
      return event.response;
    }
  JS
}

resource "aws_cloudfront_distribution" "shop" {
  comment             = var.prefix
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  aliases             = [var.domain]
  default_root_object = "docs.html"

  dynamic "origin" {
    for_each = aws_s3_bucket.this
    content {
      origin_id                = origin.key
      domain_name              = origin.value.bucket_regional_domain_name
      origin_access_control_id = aws_cloudfront_origin_access_control.buckets.id
    }
  }

  origin {
    origin_id   = "api"
    domain_name = local.api_domain

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      origin_read_timeout    = 30
    }
  }

  default_cache_behavior {
    target_origin_id           = "site"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.cloudfront_policies.caching_optimized
    response_headers_policy_id = local.cloudfront_policies.security_response_headers

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.site.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/assets/*"
    target_origin_id           = "pictures"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = false
    cache_policy_id            = local.cloudfront_policies.caching_optimized
    response_headers_policy_id = local.cloudfront_policies.security_response_headers

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.pictures.arn
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = ["/v1/*", "/.well-known/*", "/health/*"]
    content {
      path_pattern             = ordered_cache_behavior.value
      target_origin_id         = "api"
      viewer_protocol_policy   = "https-only"
      allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods           = ["GET", "HEAD"]
      compress                 = false
      cache_policy_id          = local.cloudfront_policies.caching_disabled
      origin_request_policy_id = local.cloudfront_policies.all_viewer_except_host

      function_association {
        event_type   = "viewer-response"
        function_arn = aws_cloudfront_function.answers.arn
      }
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.shop.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_route53_record" "shop" {
  for_each = toset(["A", "AAAA"])

  zone_id = var.hosted_zone_id
  name    = var.domain
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.shop.domain_name
    zone_id                = aws_cloudfront_distribution.shop.hosted_zone_id
    evaluate_target_health = false
  }
}
