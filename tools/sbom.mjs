// `npm run sbom`: writes what the apps are made of, without what only builds and tests them, as CycloneDX JSON. It reads
// package-lock.json and nothing else, so that it works without the internet.
//   --output FILE   sbom.cdx.json unless given, which git ignores
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { billOfMaterials } from './sbom/bom.mjs';
import { readManifests } from './supply-chain/manifests.mjs';

const root = join(import.meta.dirname, '..');
const stop = (code, sentence) => {
  console.error(sentence);
  process.exit(code);
};
const { output } = (() => {
  try {
    return parseArgs({ options: { output: { type: 'string', default: join(root, 'sbom.cdx.json') } } }).values;
  } catch (error) {
    return stop(2, error.message);
  }
})();

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const apps = readManifests(root)
  .map(({ folder }) => folder)
  .filter((folder) => folder.startsWith('apps/'));
const text = billOfMaterials(packages, apps);
const { specVersion, components } = JSON.parse(text);
const refused = await new JsonStrictValidator(specVersion).validate(text);
if (refused !== null)
  stop(
    1,
    `The bill of materials is not as CycloneDX ${specVersion} wants it (${JSON.stringify(refused[0])}); mend tools/sbom.`,
  );

const file = resolve(process.env.INIT_CWD ?? '.', output);
try {
  writeFileSync(file, text);
} catch (error) {
  stop(1, `The bill of materials cannot be written (${error.message}); name a file in a folder that is there.`);
}
console.log(`${file} holds ${components.length} components of ${apps.length} apps, as CycloneDX ${specVersion}.`);
