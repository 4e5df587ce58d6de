import { Readable } from 'node:stream';
import { memoryPorts } from '../../test/memory-ports.js';
import { RegisterUser } from '../core/register-user.js';
import { adminCommand } from './admin-command.js';

async function run(line: string, { typed = '', ports = memoryPorts() } = {}) {
  const told: string[] = [];
  const terminal = { tell: (sentence: string) => void told.push(sentence), stdin: Readable.from([typed]) };
  const exitCode = await adminCommand(new RegisterUser(ports), line.split(' ').filter(Boolean), terminal);
  return { exitCode, told, ...ports };
}

describe('the command for administrators', () => {
  it('opens an account, and shows the password it made up', async () => {
    const { exitCode, told, accounts, notes } = await run('create --email Ann@Example.com');
    expect(exitCode).toBe(0);
    expect(accounts).toMatchObject([{ email: 'ann@example.com', roles: ['customer', 'admin'] }]);
    const [, shown = ''] = told;
    expect(accounts[0]?.passwordHash).toBe(`hashed ${shown.split(': ')[1]}`);
    expect(shown.split(': ')[1]).toHaveLength(24);
    expect(notes).toMatchObject([{ type: 'account.registered', actor: { kind: 'service', id: 'operator' } }]);
  });

  it('takes the password from what is typed, and does not show it', async () => {
    const { exitCode, told, accounts } = await run('create --email ann@example.com --password-stdin', {
      typed: 'correct horse battery\n',
    });
    expect(exitCode).toBe(0);
    expect(accounts[0]?.passwordHash).toBe('hashed correct horse battery');
    expect(told.join()).not.toContain('horse');
  });

  it.each([
    ['', 2, /create --email/],
    ['create', 2, /--email is missing/],
    ['delete --email ann@example.com', 2, /create --email/],
    ['create --email nobody', 2, /--email must be an e-mail address/],
    ['create --email ann@example.com --force', 2, /--force/],
    ['create --email ann@example.com --password-stdin', 2, /--password must have 12 to 128 characters/],
  ])('says in one sentence what is wrong with "%s"', async (line, code, sentence) => {
    const { exitCode, told, accounts } = await run(line, { typed: 'short' });
    expect([exitCode, accounts.length, told.length]).toEqual([code, 0, 1]);
    expect(told[0]).toMatch(sentence);
  });

  it('refuses an address that has an account, and a common password', async () => {
    const ports = memoryPorts();
    await run('create --email ann@example.com', { ports });
    const again = await run('create --email ann@example.com', { ports });
    expect([again.exitCode, again.told]).toEqual([1, ['This e-mail address has an account. Nothing was done.']]);
    const kept = await run('create --email ann@example.com --unless-there', { ports });
    expect([kept.exitCode, kept.accounts.length]).toEqual([0, 1]);
    const weak = await run('create --email bob@example.com --password-stdin', { typed: 'password1234', ports });
    expect([weak.exitCode, weak.told]).toEqual([
      1,
      ['The password must not be one of the most common passwords. Nothing was done.'],
    ]);
  });
});
