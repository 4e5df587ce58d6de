import { defineConfig } from 'rolldown';

// The command line and the libraries it starts with in one file: it starts twice as fast as from some 300 modules.
export default defineConfig({
  input: 'dist/cli.js',
  platform: 'node',
  // Names stay: a stack trace is still worth reading.
  output: { dir: 'bundle', cleanDir: true, minify: { mangle: false, compress: true } },
});
