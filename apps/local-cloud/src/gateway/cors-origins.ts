import * as z from 'zod';

/** Origins of pages (RFC 6454) as a setting has them: `https://shop.example,http://localhost:5173`; none by default. */
export const corsOrigins = z
  .string()
  .optional()
  .transform((text = '', context) => {
    const origins = text
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== '');
    for (const origin of origins) {
      const why = faultOf(origin);
      if (why !== undefined) context.addIssue(`has ${JSON.stringify(origin)}, which ${why}`);
    }
    return origins;
  });

function faultOf(origin: string): string | undefined {
  if (origin.includes('*')) return 'would let every page in: name each origin';
  const url = URL.parse(origin);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return 'is not http:// or https:// and a host';
  return url.origin === origin
    ? undefined
    : `is more than an origin or not written as browsers do: ${url.origin} may be meant`;
}
