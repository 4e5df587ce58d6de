import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listening } from './listening.ts';
import { faultOf, type Proof, type TokenIssuer } from './token-issuer.ts';

export type Sts = {
  /** For `AWS_ENDPOINT_URL_STS`. */
  url: string;
  /** By access key: the role it belongs to. */
  roles: Map<string, string>;
  /** By role: what a foreign token has to be to become it. */
  trust: Map<string, Proof>;
  /** Answers to the next calls instead of what was asked for, one each: a status and an error's code, or silence. */
  failures: ({ status: number; code: string } | 'silence')[];
  /** What was asked for, and from which region's endpoint. */
  asked: { action: string; region: string | undefined }[];
  /** How long the tokens and credentials last that it gives. */
  life: { tokenSeconds: number; credentialsMs: number };
  stop(): Promise<void>;
};

const signed = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([a-z0-9-]+)\/sts\/aws4_request,.*Signature=[0-9a-f]{64}$/;

/**
 * AWS STS' `GetWebIdentityToken`, signed (Signature Version 4), and `AssumeRoleWithWebIdentity`, which is not, as its client
 * speaks them: forms that are answered by XML.
 *
 * @param issuer who signs the tokens for roles
 */
export async function startSts(issuer: TokenIssuer): Promise<Sts> {
  const sts: Omit<Sts, 'url' | 'stop'> = {
    roles: new Map(),
    trust: new Map(),
    failures: [],
    asked: [],
    life: { tokenSeconds: 300, credentialsMs: 3_600_000 },
  };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const action = form.get('Action') ?? '';
    const [, accessKey, region] = signed.exec(request.headers.authorization ?? '') ?? [];
    sts.asked.push({ action, region });
    const failure = sts.failures.shift();
    if (failure === 'silence') return;
    if (failure !== undefined) return refuse(response, failure.status, failure.code);
    if (action === 'GetWebIdentityToken') return giveToken(response, form, sts.roles.get(accessKey ?? ''));
    if (action === 'AssumeRoleWithWebIdentity') return giveCredentials(response, form, request.headers.authorization);
    return refuse(response, 400, 'InvalidAction');
  });

  function giveToken(response: ServerResponse, form: URLSearchParams, role: string | undefined) {
    if (role === undefined) return refuse(response, 403, 'InvalidClientTokenId');
    const isAllowed =
      form.get('Audience.member.1') === 'api://AzureADTokenExchange' &&
      form.get('SigningAlgorithm') === 'RS256' &&
      form.get('DurationSeconds') === '300';
    if (!isAllowed) return refuse(response, 403, 'AccessDenied');
    const token = issuer.sign({ aud: 'api://AzureADTokenExchange', sub: role }, sts.life.tokenSeconds);
    const ends = new Date(Date.now() + sts.life.tokenSeconds * 1000).toISOString();
    answer(
      response,
      'GetWebIdentityToken',
      `<WebIdentityToken>${token}</WebIdentityToken><Expiration>${ends}</Expiration>`,
    );
  }

  function giveCredentials(response: ServerResponse, form: URLSearchParams, authorization: string | undefined) {
    if (authorization !== undefined) return refuse(response, 400, 'IncompleteSignature');
    const proof = sts.trust.get(form.get('RoleArn') ?? '');
    if (proof === undefined) return refuse(response, 403, 'AccessDenied');
    const fault = faultOf(form.get('WebIdentityToken') ?? '', proof);
    if (fault === 'jwt expired') return refuse(response, 400, 'ExpiredTokenException');
    if (fault !== undefined) return refuse(response, 400, 'InvalidIdentityToken');
    const ends = new Date(Date.now() + sts.life.credentialsMs).toISOString();
    const credentials = `<AccessKeyId>ASIA${sts.asked.length}</AccessKeyId><SecretAccessKey>of-this-test</SecretAccessKey><SessionToken>session-of-this-test</SessionToken><Expiration>${ends}</Expiration>`;
    answer(response, 'AssumeRoleWithWebIdentity', `<Credentials>${credentials}</Credentials>`);
  }

  const { port, stop } = await listening(server);
  return { ...sts, url: `http://127.0.0.1:${port}`, stop };
}

const answer = (response: ServerResponse, action: string, result: string) =>
  response
    .writeHead(200, { 'content-type': 'text/xml' })
    .end(
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
    );

const refuse = (response: ServerResponse, status: number, code: string) =>
  response
    .writeHead(status, { 'content-type': 'text/xml' })
    .end(
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} of this test</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    );
