// Prints the entities of the whole suite as a Config.json, for an emulator without administration.
import '../typescript.mjs';

const { wholeConfig } = await import('./config.ts');
process.stdout.write(`${JSON.stringify(wholeConfig(), undefined, 2)}\n`);
