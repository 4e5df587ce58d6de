// Regular expressions that take more than linear time and may: nobody outside chooses the text, or it is short.

const ours = 'the text is a file of this repository';
const lexed = 'the lexer reads it at one place at a time, and a rule has at most 1,024 characters';

/** `{ path, pattern, because }`: the source of the expression as it is written there. */
export const reviewed = [
  {
    path: 'apps/local-cloud/src/bundle-plugins.ts',
    pattern: String.raw`= new Intl\.DateTimeFormat\((undefined, \{[^}]*\})\);`,
    because: 'the text is a module that we bundle ourselves',
  },
  {
    path: 'apps/local-cloud/src/dev.ts',
    pattern: String.raw`\/(src\/.*\.ts|dist\/.*\.js)$`,
    because: 'the text is the path of a source file',
  },
  {
    path: 'libs/data-model/src/bounds.spec.ts',
    pattern: String.raw`\[[^\]]*\]|\\.`,
    because: 'the text is one of our own patterns',
  },
  {
    path: 'libs/data-model/src/documents/openapi.ts',
    pattern: String.raw`[/.-]+(\w)`,
    because: 'the text is the path of one of our routes',
  },
  {
    path: 'libs/data-model/src/events.ts',
    pattern: String.raw`\d+$`,
    because: 'the envelope lets a type have 100 characters',
  },
  {
    path: 'libs/messaging/src/topology.ts',
    pattern: String.raw`\d+$`,
    because: 'the text is one of our types of events',
  },
  {
    path: 'libs/runtime/src/env/unread.ts',
    pattern: String.raw`[\s.;]+$`,
    because: 'the text has 200 characters at most',
  },
  {
    path: 'libs/service-bus-emulator/src/filters/tokens.ts',
    pattern: String.raw`(\d+\.\d*|\.\d+)([eE][+-]?\d+)?|\d+[eE][+-]?\d+`,
    because: lexed,
  },
  {
    path: 'libs/service-bus-emulator/src/filters/tokens.ts',
    pattern: String.raw`\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"`,
    because: lexed,
  },
  {
    path: 'libs/testing/src/tsql-faults.ts',
    pattern: '([a-z_]+)$',
    because: 'the text is a word of our own statements',
  },
  {
    path: 'tools/secrets/find-secrets.mjs',
    pattern: String.raw`(\.(ya?ml|sh|tfvars|properties|conf|ini|toml|md)|Dockerfile[^/]*|\.env[^/]*|\.ci\/[^/]+)$`,
    because: ours,
  },
  {
    path: 'tools/secrets/find-secrets.mjs',
    pattern: String.raw`\b(?<value>eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})`,
    because: ours,
  },
  {
    path: 'tools/secrets/find-secrets.mjs',
    pattern: `${String.raw`\bSharedAccessSignature=[^\s"'`}\`${String.raw`;]*\bsig=(?<value>[^&;\s"'`}\`]{8,})`,
    because: ours,
  },
  {
    path: 'tools/secrets/find-secrets.mjs',
    pattern:
      String.raw`\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'` +
      '`' +
      String.raw`<>]*:(?<value>[^\s/:@"'` +
      '`' +
      String.raw`<>]{8,})@[\w[$<]`,
    because: ours,
  },
  {
    path: 'tools/secrets/find-secrets.mjs',
    pattern:
      String.raw`\b[A-Z_]*(?:SECRET|PASSWORD|TOKEN|API_KEY|ACCOUNT_KEY|ACCESS_KEY)[A-Z_]*\s*[:=]\s*(?<value>[^\s"'` +
      '`' +
      `#]{8,})`,
    because: ours,
  },
];
