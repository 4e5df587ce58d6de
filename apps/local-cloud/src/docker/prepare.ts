import { join } from 'node:path';
import { readEnvOrEnd } from '@causeway/runtime/env';
import { emptyDataFolders, makeDataFolders } from './data-folders.js';
import { EmulatedAws } from './emulated-aws.js';
import { writeEnvironmentFiles, writeWhole } from './environment-files.js';
import { keptSecrets } from './kept-secrets.js';
import { prepareEnv } from './prepare-env.js';
import { secretEnvironments } from './secret-environments.js';
import { sqlDatabases, sqlFiles, sqlServerUrl } from './sql-databases.js';

/**
 * Runs before the services, at every start, and changes nothing of a shop that is there: makes the secrets, the databases and
 * the bucket. Where AWS' emulator has forgotten its half of the shop, the other half begins anew with it.
 */
const env = readEnvOrEnd(prepareEnv);
try {
  const secrets = keptSecrets(join(env.PRIVATE_DIR, 'kept'));
  const aws = new EmulatedAws({
    dynamoEndpoint: env.DYNAMODB_ENDPOINT,
    s3Endpoint: env.S3_ENDPOINT,
    region: env.AWS_REGION,
    bucket: env.S3_BUCKET,
  });
  const fresh = await aws.isNew();
  makeDataFolders(env.DATA_DIR);
  if (fresh) emptyDataFolders(env.DATA_DIR);
  const server = env.SQL_SERVER === undefined ? undefined : sqlServerUrl(env.SQL_SERVER, env.MSSQL_SA_PASSWORD);
  const sqlUrls = server === undefined ? sqlFiles : await sqlDatabases(server, secrets.sql, fresh);
  writeEnvironmentFiles(env.PRIVATE_DIR, secretEnvironments(secrets, sqlUrls));
  writeWhole(join(env.PRIVATE_DIR, 'administrator'), 'password', secrets.administrator);
  if (fresh) await aws.begin();
  console.log(fresh ? 'A new shop is prepared.' : 'The shop is prepared as it was.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
