import { GetWebIdentityTokenCommand } from '@aws-sdk/client-sts';
import { take } from './exchange.js';
import { stsIn } from './sts.js';

/** What Entra's federated credentials expect of every foreign token. */
const audience = 'api://AzureADTokenExchange';

/**
 * A token in which AWS says who the process's role is, good for five minutes (`sts:GetWebIdentityToken`).
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 *
 * @throws ExchangeFailed
 */
export function webIdentityToken(region: string | undefined): Promise<string> {
  const step = {
    what: "AWS' token for the function's role (sts:GetWebIdentityToken)",
    check: `check that the role may call it for ${audience} with RS256 for 300 s, that outbound identity federation is switched on in the account, and that AWS_REGION is right: only regional endpoints have it`,
  };
  return take(step, async (abortSignal) => {
    const sts = stsIn(region);
    try {
      const ask = new GetWebIdentityTokenCommand({
        Audience: [audience],
        SigningAlgorithm: 'RS256',
        DurationSeconds: 300,
      });
      const { WebIdentityToken: token } = await sts.send(ask, { abortSignal });
      if (token === undefined) throw new Error('the answer holds no token');
      return token;
    } finally {
      sts.destroy();
    }
  });
}
