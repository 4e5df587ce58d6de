import { join } from 'node:path';

/** One file of the sources, so that a child process runs what is here and not what was built some time ago. */
export default {
  input: join(import.meta.dirname, '..', 'src', 'server.ts'),
  platform: 'node',
  external: /^(?!@causeway\/)[@a-z]/,
  resolve: { conditionNames: ['causeway:source', 'node', 'import'] },
  output: {
    file: join(import.meta.dirname, '..', 'bundle', 'for-tests', 'server.mjs'),
    format: 'esm',
    codeSplitting: false,
  },
  logLevel: 'warn',
};
