import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { HandedAnswer } from '../http/hand-over.js';

/** What is text whoever reads it; all else, and what is compressed, is bytes. */
const text = /^(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/(javascript|x-www-form-urlencoded)\b)/i;

/** An answer as API Gateway's REST APIs want it: bytes in base64, each value of a header by itself. */
export function resultOf({ status, headers, body }: HandedAnswer): APIGatewayProxyResult {
  const isText =
    text.test(headers['content-type']?.[0] ?? '') && headers['content-encoding'] === undefined && isUtf8(body);
  const isBase64Encoded = body.length > 0 && !isText;
  return {
    statusCode: status,
    multiValueHeaders: headers,
    body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}
