// Runs the command line from its TypeScript source.
import './typescript.mjs';

const { main } = await import('../src/cli.ts');
await main(process.argv);
