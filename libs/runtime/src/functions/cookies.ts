import type { Cookie } from '@azure/functions';

const sameSites = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

/** A `Set-Cookie` line (RFC 6265, section 4.1) as Functions wants it; what Functions does not know of it is left out. */
export function cookieOf(line: string): Cookie {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const [name, value] = halves(pair);
  const given = new Map(attributes.map(halves).map(([key, text]) => [key.toLowerCase(), text]));
  const [domain, path, expires, maxAge] = ['domain', 'path', 'expires', 'max-age'].map((key) => given.get(key));
  const sameSite = Object.entries(sameSites).find(([key]) => key === given.get('samesite')?.toLowerCase())?.[1];
  return {
    name,
    value,
    ...(domain === undefined ? {} : { domain }),
    ...(path === undefined ? {} : { path }),
    ...(expires === undefined ? {} : { expires: new Date(expires) }),
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    ...(given.has('secure') ? { secure: true } : {}),
    ...(given.has('httponly') ? { httpOnly: true } : {}),
    ...(sameSite === undefined ? {} : { sameSite }),
  };
}

function halves(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
