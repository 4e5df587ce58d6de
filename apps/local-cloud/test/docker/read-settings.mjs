// Feeds environments to the settings parsers of the programs that get them: JSON on standard input of what each program is and
// is told, JSON on standard output of what it says of it. Without jest, as Node loads the programs themselves.
import { text } from 'node:stream/consumers';

const parsers = await import('../../../../libs/runtime/dist/env.js');

const read = async ({ module, schema, parser, env }) => {
  const loaded = await import(new URL(`../../../${module}`, import.meta.url).href);
  try {
    await parsers[parser](loaded[schema], env);
    return 'good';
  } catch (error) {
    return error.message;
  }
};

const asked = JSON.parse(await text(process.stdin));
const answers = {};
for (const [name, program] of Object.entries(asked)) answers[name] = await read(program);
process.stdout.write(JSON.stringify(answers));
process.exit(0);
