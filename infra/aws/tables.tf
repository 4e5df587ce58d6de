locals {
  outbox_index = { name = "outbox", partition = "outboxShard", sort = "outboxAt", projection = "KEYS_ONLY" }

  # The indexes are those that the services make on a laptop: a test compares them.
  tables = {
    identity-service = {
      name    = "${var.prefix}-identity"
      indexes = [local.outbox_index]
    }
    product-service = {
      name = "${var.prefix}-products"
      indexes = [
        { name = "byName", partition = "pk", sort = "byName", projection = "ALL" },
        { name = "byPrice", partition = "pk", sort = "byPrice", projection = "ALL" },
        { name = "byCreation", partition = "pk", sort = "byCreation", projection = "ALL" },
        { name = "lease", partition = "leaseShard", sort = "leaseUntil", projection = "KEYS_ONLY" },
        local.outbox_index,
      ]
    }
    order-service = {
      name = "${var.prefix}-orders"
      indexes = [
        { name = "byUser", partition = "userId", sort = "createdAtId", projection = "KEYS_ONLY" },
        { name = "byDay", partition = "dayShard", sort = "createdAt", projection = "KEYS_ONLY" },
        { name = "due", partition = "dueShard", sort = "dueAt", projection = "KEYS_ONLY" },
        local.outbox_index,
      ]
    }
  }
}

resource "aws_dynamodb_table" "this" {
  for_each = local.tables

  name                        = each.value.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = toset(concat(["pk", "sk"], [for one in each.value.indexes : one.partition], [for one in each.value.indexes : one.sort]))
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = { for one in each.value.indexes : one.name => one }
    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value.partition
      range_key       = global_secondary_index.value.sort
      projection_type = global_secondary_index.value.projection
    }
  }

  ttl {
    attribute_name = "ttl"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.data.arn
  }

  dynamic "replica" {
    for_each = var.replicas
    content {
      region_name            = replica.key
      kms_key_arn            = replica.value
      point_in_time_recovery = true
      propagate_tags         = true
    }
  }

  lifecycle {
    precondition {
      condition     = !contains(keys(var.replicas), var.region)
      error_message = "The tables are in ${var.region} already: a replica is in another region."
    }
  }
}
