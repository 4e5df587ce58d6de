type Headers = Readonly<Record<string, readonly string[]>>;

/**
 * What a gateway adds to `X-Forwarded-For` last is who is connected to it. This process takes that for its own peer, as if
 * there were no gateway, and what came before it for what the peer says.
 */
export function withoutOwnGateway(headers: Headers): { headers: Headers; peer: string | undefined } {
  const { 'x-forwarded-for': forwarded, ...others } = headers;
  const hops = (forwarded ?? []).flatMap((line) => line.split(',')).map((hop) => hop.trim());
  const peer = hops.pop();
  if (peer === undefined) return { headers, peer };
  return { headers: hops.length === 0 ? others : { ...others, 'x-forwarded-for': [hops.join(', ')] }, peer };
}
