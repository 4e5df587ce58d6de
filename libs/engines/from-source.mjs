// Lets Node run this workspace's TypeScript sources directly: an import of './x.js' from a .ts file finds x.ts.
// Used when a test starts an engine; a built engine is plain JavaScript and does not need it.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const fromTypeScript = context.parentURL?.endsWith('.ts') && specifier.startsWith('.') && specifier.endsWith('.js');
    return next(fromTypeScript ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
