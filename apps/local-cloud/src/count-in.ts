/** How many are asked for by `?limit=`: a whole number up to `most`; `fallback` for anything else. */
export function countIn(query: URLSearchParams, { fallback, most }: { fallback: number; most: number }): number {
  const given = query.get('limit') ?? '';
  return /^[1-9]\d{0,14}$/.test(given) ? Math.min(Number(given), most) : fallback;
}
