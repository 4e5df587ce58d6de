import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import { announce, type ChildSettings, endWithParent, readSettings } from './child-process.js';
import { type Credentials, type Refusal, refuse } from './presigned.js';

type Stores = NonNullable<BuildAppOptions['stores']>;

/** fauxqs exports no stores, but only stores given from outside can keep objects on disk without its own server. */
async function storesIn(dataDir: string): Promise<Stores> {
  const fauxqs = import.meta.resolve('fauxqs');
  const load = (path: string) => import(new URL(path, fauxqs).href);
  const [sqs, sns, s3, files] = await Promise.all([
    load('./sqs/sqsStore.js'),
    load('./sns/snsStore.js'),
    load('./s3/s3Store.js'),
    load('./s3/fileS3Persistence.js'),
  ]);
  const s3Store = new s3.S3Store();
  const persistence = new files.FileS3Persistence(dataDir);
  persistence.loadS3(s3Store);
  s3Store.persistence = persistence;
  return { sqsStore: new sqs.SqsStore(), snsStore: new sns.SnsStore(), s3Store };
}

function answerRefusal(response: ServerResponse, { code, message }: Refusal): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(403, { 'content-type': 'application/xml', connection: 'close' }).end(xml);
}

/** Pages of the shop upload to presigned URLs from another origin, as a bucket's CORS rules allow in the cloud. */
function allowBrowsers(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.headers.origin === undefined) return false;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'etag');
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, HEAD, PUT',
    'access-control-allow-headers': '*',
    'access-control-max-age': '600',
  });
  response.end();
  return true;
}

const { port, dataDir, credentials } = readSettings<ChildSettings & { credentials: Credentials }>();
const app = buildApp({ logger: false, stores: await storesIn(dataDir) });
await app.ready();

const server = createServer((request, response) => {
  if (allowBrowsers(request, response)) return;
  const { method = 'GET', url = '/', headers } = request;
  const refused = url === '/health' ? undefined : refuse({ method, url, headers }, credentials, new Date());
  if (refused === undefined) app.routing(request, response);
  else answerRefusal(response, refused);
});
endWithParent(async () => {
  server.close();
  server.closeAllConnections();
  await app.close();
});
server.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  announce(typeof address === 'object' && address !== null ? address.port : port);
});
