import { isBuiltin } from 'node:module';
import type { Plugin } from 'rolldown';

const mark = '\0builtin:';

/**
 * Takes Node's modules without `import`: importing one evaluates every name it exports, and `node:http` would so load a
 * whole HTTP client, HTTP/2 and WebSockets included, that nobody asked for.
 */
const builtinsAsTheyAre: Plugin = {
  name: 'builtins-as-they-are',
  // The bundle's own first lines need `node:module`.
  resolveId: (source) =>
    isBuiltin(source) && !/^(node:)?module$/.test(source) ? { id: mark + source, moduleSideEffects: false } : null,
  load: (id) =>
    id.startsWith(mark)
      ? { code: `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(mark.length))});` }
      : null,
};

const dateFormat = /= new Intl\.DateTimeFormat\((undefined, \{[^}]*\})\);/g;

/**
 * Makes the date formats of Nest's loggers when the first line is written with them: the first in a process reads the rules
 * of its language, which takes as long as starting Node itself, and the services write their logs without them.
 */
const datesWhenNeeded: Plugin = {
  name: 'dates-when-needed',
  transform: {
    filter: { id: '**/@nestjs/common/services/*logger.service.js' },
    handler: (code) => code.replace(dateFormat, '= { format: (at) => new Intl.DateTimeFormat($1).format(at) };'),
  },
};

/** An HTTP client and no browser: without the fetch, web sockets, caches and mocks that the package comes with. */
const clientOfUndici: Plugin = {
  name: 'client-of-undici',
  transform: {
    filter: { id: '**/node_modules/undici/index.js' },
    handler: () => `
      const Dispatcher = require('./lib/dispatcher/dispatcher');
      Object.assign(Dispatcher.prototype, require('./lib/api'));
      module.exports = { Dispatcher, Agent: require('./lib/dispatcher/agent') };`,
  },
};

const compilers = /^@fastify\/(ajv|fast-json-stringify)-compiler$/;
const noCompiler = '\0no-compiler';

/** What Fastify loads at every start for JSON schemas alone: no route has one, since zod judges what is sent. */
const withoutSchemas: Plugin = {
  name: 'without-schemas',
  resolveId: (source) => (compilers.test(source) ? { id: noCompiler, moduleSideEffects: false } : null),
  load: (id) =>
    id === noCompiler
      ? {
          code: "module.exports = () => () => () => { throw new Error('This bundle has no compiler for JSON schemas.'); };",
        }
      : null,
};

/** What makes a packed program start faster. */
export const quickStart: readonly Plugin[] = [builtinsAsTheyAre, datesWhenNeeded, clientOfUndici, withoutSchemas];
