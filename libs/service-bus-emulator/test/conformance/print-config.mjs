// Prints the entities of the whole suite as a Config.json, for an emulator without administration.
import '../../bin/typescript.mjs';

process.env.SERVICE_BUS_CONNECTION_STRING ??= 'another emulator'; // whose times are longer

const { wholeConfig } = await import('./config.ts');
process.stdout.write(`${JSON.stringify(wholeConfig(), undefined, 2)}\n`);
