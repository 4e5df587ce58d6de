import * as z from 'zod';

/** Who a process is for the clouds. Read when somebody first asks for a token, and by nobody who needs none. */
export const cloudIdentityEnv = z.object({
  AZURE_CLIENT_ID: z.string().min(1).optional().meta({
    description:
      "Which identity of Azure the process is, by its client id: on Azure one of the app's managed identities, on AWS the one that trusts the function's role. Needed where an address of Azure holds no key.",
  }),
  AZURE_TENANT_ID: z.string().min(1).optional().meta({
    description: 'The Entra tenant of that identity; needed on AWS.',
  }),
  AZURE_AUTHORITY_HOST: z
    .url({ protocol: /^https$/, error: 'must be an https: URL' })
    .optional()
    .meta({
      description: 'Another Entra than `https://login.microsoftonline.com`, such as that of a national cloud.',
    }),
  AWS_REGION: z.string().min(1).optional().meta({
    description:
      'The region of AWS in which tokens are exchanged, and secrets looked for that a reference calls by a name (`eu-west-1`).',
  }),
  AWS_ROLE_ARN: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'must be the ARN of a role')
    .optional()
    .meta({
      description:
        "The role of AWS that a process on Azure becomes with its identity's token, to read its secrets there.",
    }),
  AWS_TOKEN_AUDIENCE: z.string().min(1).optional().meta({
    description: 'What that token is asked for: the identifier URI of the application that AWS takes tokens for.',
  }),
});
export type CloudIdentity = z.infer<typeof cloudIdentityEnv>;
