import { stringifySetCookie } from 'cookie';
import type { HttpCookie, HttpData, InvocationResponse } from '../rpc.js';

export interface HttpAnswer {
  status: number;
  headers: [string, string][];
  body: Uint8Array;
}

/** What a function answered, ready to be sent; one that returned nothing answers 204. */
export function httpAnswerOf(response: InvocationResponse, outputNames: readonly string[]): HttpAnswer {
  const data = httpDataIn(response, outputNames);
  if (data === undefined) return { status: 204, headers: [], body: new Uint8Array() };
  const cookies = (data.cookies ?? []).map((cookie): [string, string] => ['set-cookie', setCookie(cookie)]);
  return {
    status: Number(data.statusCode ?? 200),
    headers: [...Object.entries(data.headers ?? {}), ...cookies],
    body: data.body?.bytes ?? Buffer.from(data.body?.string ?? data.body?.json ?? ''),
  };
}

/** The return value, or the output that the function named for it. */
function httpDataIn({ returnValue, outputData }: InvocationResponse, names: readonly string[]): HttpData | undefined {
  const output = outputData?.find(({ name }) => names.includes(name ?? ''));
  return returnValue?.http ?? output?.data?.http ?? undefined;
}

function setCookie({ name, value, sameSite, expires, ...rest }: HttpCookie): string {
  const seconds = expires?.value?.seconds;
  const attributes = {
    domain: rest.domain?.value,
    path: rest.path?.value,
    expires: typeof seconds === 'number' ? new Date(seconds * 1000) : undefined,
    maxAge: rest.maxAge?.value,
    secure: rest.secure?.value,
    httpOnly: rest.httpOnly?.value,
    sameSite: sameSite === 'explicitNone' ? 'none' : sameSite === 'none' ? undefined : sameSite,
  };
  const given = Object.entries(attributes).filter(([, attribute]) => attribute !== undefined && attribute !== null);
  return stringifySetCookie({ name: name ?? '', value: value ?? '', ...Object.fromEntries(given) });
}
