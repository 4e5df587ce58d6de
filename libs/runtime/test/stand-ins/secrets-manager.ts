import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listening } from './listening.ts';

/** What a secret is asked for with, and what comes of it. */
export type SecretsManager = {
  /** For `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  url: string;
  /** The secrets there are, by name or ARN. */
  secrets: Map<string, string>;
  /** Answers to the next calls instead of the secret, one each: a status and an error's type, or silence. */
  failures: ({ status: number; type: string } | 'silence')[];
  /** The ids that were asked for, with the region the caller signed for. */
  asked: { id: string; region: string }[];
  stop(): Promise<void>;
};

/** AWS Secrets Manager's `GetSecretValue` as its client speaks it: JSON 1.1 over HTTP, signed (Signature Version 4). */
export async function startSecretsManager(): Promise<SecretsManager> {
  const secrets: SecretsManager['secrets'] = new Map();
  const failures: SecretsManager['failures'] = [];
  const asked: SecretsManager['asked'] = [];
  const server = createServer(async (request, response) => {
    const { SecretId: id } = JSON.parse(await text(request));
    const [, region] =
      /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\/secretsmanager\/aws4_request,.*Signature=[0-9a-f]{64}$/.exec(
        request.headers.authorization ?? '',
      ) ?? [];
    if (request.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue' || region === undefined) {
      return refuse(response, 400, 'MissingAuthenticationTokenException');
    }
    asked.push({ id, region });
    const failure = failures.shift();
    if (failure === 'silence') return;
    if (failure !== undefined) return refuse(response, failure.status, failure.type);
    const secret = secrets.get(id);
    if (secret === undefined) return refuse(response, 400, 'ResourceNotFoundException');
    answer(response, 200, { Name: id, SecretString: secret, VersionId: 'v1', VersionStages: ['AWSCURRENT'] });
  });
  const { port, stop } = await listening(server);
  return { url: `http://127.0.0.1:${port}`, secrets, failures, asked, stop };
}

const refuse = (response: ServerResponse, status: number, type: string) =>
  answer(response, status, { __type: type, Message: `${type} of this test.` });

const answer = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
