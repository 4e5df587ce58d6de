import { createInterface } from 'node:readline/promises';
import { Stop } from './stop.mjs';

/** Asks whoever sits there. Throws Stop where nobody does. */
export async function read(question) {
  if (!process.stdin.isTTY) throw new Stop('Nobody is there to be asked; say --yes.', 2);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

export const confirm = async (question) => /^y(es)?$/i.test(await read(`${question} [yes/no] `));
