// Runs the command line from its TypeScript source: Node strips the types, and './x.js' finds x.ts.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const fromTypeScript = context.parentURL?.endsWith('.ts') && specifier.startsWith('.') && specifier.endsWith('.js');
    return next(fromTypeScript ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

const { main } = await import('../src/cli.ts');
await main(process.argv);
