import { createServer } from 'node:net';
import { claimPorts } from './port-holder.js';
import { portsFrom } from './ports.js';

// Port 0 can always be opened.
const everywhereFree = portsFrom(0);
for (const name of Object.keys(everywhereFree)) Object.assign(everywhereFree, { [name]: 0 });

test('a port in use is named with the process that holds it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(claimPorts({ ...everywhereFree, gateway: port })).rejects.toThrow(
    new RegExp(`^Port ${port} \\(gateway\\) is in use by process ${process.pid} \\(.*node.*\\); stop that program`),
  );
  await new Promise((resolve) => server.close(resolve));
});
