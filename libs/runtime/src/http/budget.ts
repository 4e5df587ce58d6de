/**
 * The request's headers with the time that is left where it runs as its `x-timeout-ms`: who asked may want less, and never
 * more.
 *
 * @param leftMs milliseconds
 */
export function withinTime(
  headers: Readonly<Record<string, readonly string[]>>,
  leftMs: number,
): Readonly<Record<string, readonly string[]>> {
  const most = Math.max(1, Math.floor(leftMs));
  const [asked = ''] = headers['x-timeout-ms'] ?? [];
  const ms = /^[1-9]\d{0,8}$/.test(asked) ? Math.min(Number(asked), most) : most;
  return { ...headers, 'x-timeout-ms': [String(ms)] };
}
