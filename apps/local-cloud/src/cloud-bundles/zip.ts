import { zipSync } from 'fflate';

/** The files of a folder, by their paths in it. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** The same files are the same bytes: what has not changed is not deployed again. */
const always = new Date('2000-01-01T00:00:00');
/** Made on Unix, and readable for everybody: Lambda runs as a user of its own. */
const unix = 3;
const readable = 0o100644 << 16;

/** A zip archive of the files. */
export function zipOf(files: Files): Uint8Array {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: always, os: unix, attrs: readable });
}
