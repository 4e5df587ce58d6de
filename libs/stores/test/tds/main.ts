// A server for trying out `npm run test:mssql` where there is none, from the folder of this library:
// node --conditions=causeway:source --import=../engines/from-source.mjs test/tds/main.ts PORT
import { Databases } from './sqlite-databases.js';
import { SqliteSession } from './sqlite-session.js';
import { startTdsServer } from './tds-server.js';

const databases = new Databases();
const server = await startTdsServer(
  ({ database }) => new SqliteSession(databases, database),
  Number(process.argv[2] ?? 0),
);
console.log(server.url('master'));
