import * as z from 'zod';

/** What `prepare` can be told by its environment. */
export const prepareEnv = z.object({
  PRIVATE_DIR: z.string().meta({ description: 'The folder of the volume that keeps the secrets.' }),
  DATA_DIR: z.string().meta({ description: 'The folder of the volume that keeps what services write to files.' }),
  AWS_REGION: z.string().default('eu-west-1').meta({ description: 'The AWS region.' }),
  DYNAMODB_ENDPOINT: z.url().meta({ description: "Where the emulator's DynamoDB is, which is waited for." }),
  S3_ENDPOINT: z.url().meta({ description: 'Where its S3 is.' }),
  S3_BUCKET: z.string().default('causeway-assets').meta({ description: 'The bucket of the pictures, which is made.' }),
  SQL_SERVER: z
    .string()
    .optional()
    .meta({ description: 'The host of an SQL Server; without one, SQL is kept in files.' }),
  MSSQL_SA_PASSWORD: z.string().default('').meta({ description: 'The password of its log-in `sa`.', secret: true }),
});
