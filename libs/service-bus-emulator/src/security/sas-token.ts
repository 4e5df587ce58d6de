import { createHmac, timingSafeEqual } from 'node:crypto';

/** A shared access signature, taken apart. https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas */
export interface SasToken {
  /** The resource as it was signed: URL-encoded, in the sender's own spelling. */
  readonly encodedResource: string;
  readonly resource: string;
  readonly signature: string;
  /** Seconds since 1970, as it was signed. */
  readonly expiry: string;
  readonly keyName: string;
}

const SCHEME = 'SharedAccessSignature ';

export const isSasToken = (text: string): boolean => text.startsWith(SCHEME);

/** Undefined for a text that is not a complete token. */
export function parseSasToken(text: string): SasToken | undefined {
  if (!isSasToken(text)) return undefined;
  const fields = new Map<string, string>();
  for (const part of text.slice(SCHEME.length).trim().split('&')) {
    const at = part.indexOf('=');
    if (at > 0) fields.set(part.slice(0, at), part.slice(at + 1));
  }
  const [encodedResource, signature, expiry, keyName] = ['sr', 'sig', 'se', 'skn'].map((name) => fields.get(name));
  if (!encodedResource || !signature || !expiry || !keyName || !/^\d{1,15}$/.test(expiry)) return undefined;
  try {
    return {
      encodedResource,
      resource: decodeURIComponent(encodedResource.replaceAll('+', ' ')),
      signature: decodeURIComponent(signature),
      expiry,
      keyName: decodeURIComponent(keyName),
    };
  } catch {
    return undefined; // a stray % sign
  }
}

export function isSignedWith(token: SasToken, key: string): boolean {
  const expected = createHmac('sha256', key).update(`${token.encodedResource}\n${token.expiry}`).digest();
  const given = Buffer.from(token.signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
