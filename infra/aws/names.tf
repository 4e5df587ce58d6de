locals {
  services = toset(["identity-service", "product-service", "order-service"])

  public_url = "https://${var.domain}"
  api_domain = "api.${var.domain}"

  # Made of the API's id alone: of its stage it would need the functions first, which need this.
  internal_urls = {
    for name, api in aws_api_gateway_rest_api.internal :
    name => "https://${api.id}.execute-api.${var.region}.amazonaws.com/${local.stage}"
  }
  stage = "live"
}
