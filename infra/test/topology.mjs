import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './configuration.mjs';

/** What Terraform makes the entities of Service Bus of. */
export const topology = JSON.parse(readFileSync(join(root, 'azure', 'topology.json'), 'utf8'));
