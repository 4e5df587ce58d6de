import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { HandedAnswer } from '../http/hand-over.js';

/** What is text whoever reads it; all else, and what is compressed, is bytes. */
function isText({ headers, body }: HandedAnswer): boolean {
  const [type = ''] = (headers['content-type']?.[0] ?? '').toLowerCase().split(';', 1);
  const isOfText =
    type.startsWith('text/') || type.endsWith('/json') || type.endsWith('+json') || type.endsWith('/xml');
  return isOfText && headers['content-encoding'] === undefined && isUtf8(body);
}

/** An answer as API Gateway's REST APIs want it: bytes in base64, each value of a header by itself. */
export function resultOf(answer: HandedAnswer): APIGatewayProxyResult {
  const { status, headers, body } = answer;
  const isBase64Encoded = body.length > 0 && !isText(answer);
  return {
    statusCode: status,
    multiValueHeaders: headers,
    body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}
