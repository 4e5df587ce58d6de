import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { DomainError, type Registration, registration } from '@causeway/data-model';
import type { RegisterUser } from '../core/register-user.js';

const usage =
  'Say "create --email ADDRESS", with --name NAME if you like, with --password-stdin to give the password yourself, and with --unless-there where it is no fault that the address has an account.';

type Terminal = { tell: (line: string) => void; stdin: NodeJS.ReadableStream };

/**
 * `create --email E [--name N] [--password-stdin] [--unless-there]`: opens an account with the role of an admin. Without
 * `--password-stdin` it makes a password up and shows it once. With `--unless-there`, which is for what runs at every start,
 * an account that the address has already is left as it is.
 *
 * @returns the exit code: 0 when the account is there, 1 when it was refused, 2 for a command line that is wrong
 */
export async function adminCommand(
  registerUser: RegisterUser,
  argv: string[],
  { tell, stdin }: Terminal,
): Promise<number> {
  const asked = readCommand(argv);
  if (typeof asked === 'string') return refused(tell, asked, 2);
  const password = asked.ownPassword
    ? (await text(stdin)).replace(/\r?\n$/, '')
    : randomBytes(18).toString('base64url');
  const parsed = registration.safeParse({ email: asked.email, name: asked.name, password });
  if (!parsed.success) return refused(tell, faultsOf(parsed.error), 2);
  try {
    return await create(registerUser, parsed.data, tell, asked.ownPassword);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return refused(tell, faultOf(error), asked.unlessThere && error.code === 'already-exists' ? 0 : 1);
  }
}

async function create(
  registerUser: RegisterUser,
  wanted: Registration,
  tell: (line: string) => void,
  ownPassword: boolean,
): Promise<number> {
  const { email, id } = await registerUser.run(wanted, ['customer', 'admin'], { kind: 'service', id: 'operator' });
  tell(`${email} is an administrator (${id}).`);
  if (!ownPassword) tell(`Its password, shown this once: ${wanted.password}`);
  return 0;
}

type Asked = { email: string; name: string; ownPassword: boolean; unlessThere: boolean };

function readCommand(argv: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string', default: 'Administrator' },
        'password-stdin': { type: 'boolean', default: false },
        'unless-there': { type: 'boolean', default: false },
      },
    });
    if (positionals.length !== 1 || positionals[0] !== 'create') return usage;
    if (values.email === undefined) return `--email is missing. ${usage}`;
    return {
      email: values.email,
      name: values.name,
      ownPassword: values['password-stdin'],
      unlessThere: values['unless-there'],
    };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}. ${usage}`;
  }
}

const faultsOf = ({ issues }: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string =>
  `${issues.map(({ path, message }) => `--${path.map(String).join('.')} ${message}`).join('; ')}. Nothing was done.`;

const faultOf = ({ message, extras }: DomainError): string =>
  extras.errors === undefined
    ? `${message} Nothing was done.`
    : `${extras.errors.map((error) => `The ${error.pointer.slice(1)} ${error.message}`).join('; ')}. Nothing was done.`;

function refused(tell: (line: string) => void, sentence: string, exitCode: number): number {
  tell(sentence);
  return exitCode;
}
