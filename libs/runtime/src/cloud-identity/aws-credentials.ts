import { givenIn } from '../env/faults.js';
import { readEnv } from '../env/read-env.js';
import { homeOf } from './home.js';
import { remembered } from './remembered.js';
import { type CloudIdentity, cloudIdentityEnv } from './settings.js';

/** Temporary credentials, as the clients of AWS take them. */
export type RoleCredentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
};

let ofProcess: { provider: (() => Promise<RoleCredentials>) | undefined } | undefined;

/** Who the process is for AWS' services, one for the process; see `awsCredentialsIn`. */
export function awsCredentials(): (() => Promise<RoleCredentials>) | undefined {
  ofProcess ??= { provider: awsCredentialsIn(process.env) };
  return ofProcess.provider;
}

/**
 * On Azure, with `AWS_ROLE_ARN`: the credentials of that role, which the app's managed identity becomes for an hour at a
 * time, renewed four minutes before they end. Otherwise undefined: the clients of AWS find their own, such as a function's
 * role or an operator's profile. The clients of Entra and STS are loaded with the first use.
 *
 * @throws Error where a setting is missing
 */
export function awsCredentialsIn(source: NodeJS.ProcessEnv): (() => Promise<RoleCredentials>) | undefined {
  const given = givenIn(source);
  if (homeOf(given) !== 'azure' || given.AWS_ROLE_ARN === undefined) return undefined;
  const { role, audience, identity } = asked(readEnv(cloudIdentityEnv, source));
  const known = remembered(async () => {
    const { assumedRole } = await import('./assumed-role.js');
    const credentials = await assumedRole({ role, audience, identity });
    return { credentials, expiresAt: credentials.expiration.getTime() };
  });
  return async () => (await known()).credentials;
}

function asked(identity: CloudIdentity): { role: string; audience: string; identity: CloudIdentity } {
  const { AWS_ROLE_ARN: role, AWS_TOKEN_AUDIENCE: audience } = identity;
  if (role === undefined || audience === undefined) {
    throw new Error(
      'AWS_TOKEN_AUDIENCE must be set where AWS_ROLE_ARN is; set it to the identifier URI of the application that AWS takes tokens for.',
    );
  }
  return { role, audience, identity };
}
