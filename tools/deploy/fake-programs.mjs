import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * For tests: programs on a PATH of their own that note what they were called with and answer what the test told them.
 * `answers` are looked through for the first whose `to` begins the call; what is left says nothing and ends with 0.
 */
export function fakePrograms(names) {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-fakes-'));
  const [callsFile, answersFile] = [join(folder, 'calls'), join(folder, 'answers.json')];
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of names) {
    writeFileSync(join(bin, name), program(name, callsFile, answersFile));
    chmodSync(join(bin, name), 0o755);
  }
  return {
    folder,
    path: bin,
    answer: (answers) => writeFileSync(answersFile, JSON.stringify(answers)),
    calls: () => (existsSync(callsFile) ? readFileSync(callsFile, 'utf8').trim().split('\n') : []),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const program = (name, callsFile, answersFile) => `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
// What a file says is noted instead of its name, where the program would read it.
const noted = args.map((arg, index) => {
  if (arg.startsWith('file://')) return 'file:' + readFileSync(arg.slice('file://'.length), 'utf8');
  return args[index - 1] === '--file' ? 'file:' + readFileSync(arg, 'utf8') : arg;
});
const call = [${JSON.stringify(name)}, ...noted].join(' ');
appendFileSync(${JSON.stringify(callsFile)}, call + '\\n');
const answers = JSON.parse(readFileSync(${JSON.stringify(answersFile)}, 'utf8'));
const at = answers.findIndex(({ to }) => call.startsWith(to));
const { says = '', complains = '', code = 0, once = false } = answers[at] ?? {};
if (once) {
  answers.splice(at, 1);
  writeFileSync(${JSON.stringify(answersFile)}, JSON.stringify(answers));
}
process.stdout.write(typeof says === 'string' ? says : JSON.stringify(says));
process.stderr.write(complains);
process.exitCode = code;
`;
