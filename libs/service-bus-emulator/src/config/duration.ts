import { FOREVER } from '../broker/definition.js';

const units = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const;

/** Reads an ISO 8601 duration such as `PT1M` or `P14DT2H` to ms; undefined when it is none. Months and years have no fixed length and are none. */
export function parseDuration(text: string): number | undefined {
  const match = /^P(?:(?<D>\d+)D)?(?:T(?:(?<H>\d+)H)?(?:(?<M>\d+)M)?(?:(?<S>\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (match?.groups === undefined || !/\d/.test(text)) return undefined;
  let ms = 0;
  for (const [unit, value] of Object.entries(units)) ms += Number(match.groups[unit] ?? 0) * value;
  return Math.min(ms, FOREVER);
}

/** Writes ms as the service does: `PT1M`, `P10675199DT2H48M5.4775807S` for ever. */
export function formatDuration(ms: number): string {
  if (ms >= FOREVER) return 'P10675199DT2H48M5.4775807S';
  let rest = ms;
  const take = (unit: number): number => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  };
  const days = take(units.D);
  const time = [[take(units.H), 'H'] as const, [take(units.M), 'M'] as const, [rest / 1000, 'S'] as const]
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
  if (days === 0 && time === '') return 'PT0S';
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`;
}
