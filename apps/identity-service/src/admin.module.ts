import { outboxIndex } from '@causeway/messaging/outbox';
import { dynamoEnv, openTable } from '@causeway/stores/dynamo';
import type * as z from 'zod';
import { Argon2Passwords, argon2Env } from './adapters/argon2-passwords.js';
import { DynamoUsers } from './adapters/dynamo-users.js';
import { processSurroundings } from './adapters/process-surroundings.js';
import { ZxcvbnPasswords } from './adapters/zxcvbn-passwords.js';
import { adminCommand } from './api/admin-command.js';
import { RegisterUser } from './core/register-user.js';

/** What the command needs of the service's environment. */
export const adminSettings = dynamoEnv.extend(argon2Env.shape);

/** Runs the command beside the service, which may be running or not. Returns the exit code. */
export async function createAdministrator(
  config: z.infer<typeof adminSettings>,
  argv: string[],
  tell: (line: string) => void,
): Promise<number> {
  const table = await openTable(config, [outboxIndex]);
  try {
    const registerUser = new RegisterUser({
      // The running service's sweeper finds the event and publishes it.
      users: new DynamoUsers(table, { publish: async () => undefined }),
      passwords: new Argon2Passwords(config),
      common: new ZxcvbnPasswords(),
      surroundings: processSurroundings,
    });
    return await adminCommand(registerUser, argv, { tell, stdin: process.stdin });
  } finally {
    table.client.destroy();
  }
}
