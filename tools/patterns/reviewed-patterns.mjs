// Regular expressions that take more than linear time and may: nobody outside chooses the text, or it is short.

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
];
