// `node apps/local-cloud/bin/pack-images.mjs FOLDER`: packs the programs of every image of the Dockerfile, when all is built.
import { images, packImage } from '../dist/docker/images.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say into which folder.');
for (const name of Object.keys(images)) {
  await packImage(name, `${folder}/${name}`);
  console.log(`${name} is packed.`);
}
