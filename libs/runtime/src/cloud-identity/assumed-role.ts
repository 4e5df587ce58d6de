import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import type { RoleCredentials } from './aws-credentials.js';
import { managedIdentityToken } from './azure-tokens.js';
import { take } from './exchange.js';
import type { CloudIdentity } from './settings.js';
import { stsIn } from './sts.js';

/**
 * Shows AWS the token of the app's managed identity and becomes the role with it (`sts:AssumeRoleWithWebIdentity`, which
 * needs no credentials). https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 *
 * @param audience what the token is asked for
 * @throws ExchangeFailed
 */
export async function assumedRole({
  role,
  audience,
  identity,
}: {
  role: string;
  audience: string;
  identity: CloudIdentity;
}): Promise<RoleCredentials> {
  const { token } = await managedIdentityToken(`${audience}/.default`, identity);
  const step = {
    what: `AWS' exchange of the managed identity's token for the role ${role} (sts:AssumeRoleWithWebIdentity)`,
    check:
      "check AWS_ROLE_ARN, and that the role trusts the tenant's tokens for AWS_TOKEN_AUDIENCE and has the identity's principal id as their subject",
  };
  return take(step, async (abortSignal) => {
    const sts = stsIn(identity.AWS_REGION);
    try {
      const become = new AssumeRoleWithWebIdentityCommand({
        RoleArn: role,
        RoleSessionName: 'causeway',
        WebIdentityToken: token,
      });
      const { Credentials: given } = await sts.send(become, { abortSignal });
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
      const expiration = given?.Expiration;
      if (accessKeyId === undefined || secretAccessKey === undefined)
        throw new Error('the answer holds no credentials');
      if (sessionToken === undefined || expiration === undefined) throw new Error('the answer holds no session');
      return { accessKeyId, secretAccessKey, sessionToken, expiration };
    } finally {
      sts.destroy();
    }
  });
}
