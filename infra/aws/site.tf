# The documents of the API and the pages of problems, as `npm run build:cloud` writes them.
locals {
  site = "${var.bundles}/site"

  content_types = {
    html = "text/html; charset=utf-8"
    json = "application/json"
  }
}

resource "aws_s3_object" "site" {
  for_each = fileset(local.site, "**")

  bucket        = aws_s3_bucket.this["site"].id
  key           = each.value
  source        = "${local.site}/${each.value}"
  source_hash   = filemd5("${local.site}/${each.value}")
  content_type  = local.content_types[reverse(split(".", each.value))[0]]
  cache_control = "public, max-age=300"
}
