import { memoryPorts } from '../../test/memory-ports.js';
import { RegisterUser } from './register-user.js';
import { SeedDemoUsers } from './seed-demo-users.js';

it('gives each role one demo person, once, however often the service starts', async () => {
  const ports = memoryPorts();
  const { users, accounts } = ports;
  const seed = new SeedDemoUsers(users, new RegisterUser(ports));
  await Promise.all([seed.run(), seed.run()]);
  await seed.run();
  expect(Object.fromEntries(accounts.map(({ email, roles }) => [email, roles]))).toEqual({
    'customer@causeway.example': ['customer'],
    'merchandiser@causeway.example': ['customer', 'merchandiser'],
    'support@causeway.example': ['customer', 'support'],
    'analyst@causeway.example': ['customer', 'analyst'],
    'admin@causeway.example': ['customer', 'admin'],
  });
  expect(accounts).toHaveLength(5);
});
