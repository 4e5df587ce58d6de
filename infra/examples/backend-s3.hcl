# terraform init -backend-config=examples/backend-s3.hcl -backend-config=key=causeway/dev.tfstate
# The bucket is made by hand, once: private, versioned, encrypted with the key below.
bucket       = "example-terraform-state"
region       = "eu-west-1"
encrypt      = true
kms_key_id   = "alias/example-terraform-state"
use_lockfile = true
