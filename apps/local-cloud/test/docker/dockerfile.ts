import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from './compose-file.js';

/** The Dockerfile as it is written, continued lines joined. */
export const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll(/\\\n/g, ' ');

/** The last stage, which is what an image runs. */
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

const argumentsOf = (instruction: string): string => {
  const found = new RegExp(`^${instruction} (.*)$`, 'm').exec(lastStage)?.[1];
  if (found === undefined) throw new Error(`The Dockerfile's last stage has no ${instruction}.`);
  return found;
};

const words = z.array(z.string());
const wordsAt = (line: string): string[] => words.parse(JSON.parse(line.slice(line.indexOf('['))));

/** What an image runs where docker-compose.yml says nothing else. */
export const imageCommand = wordsAt(argumentsOf('CMD'));

/** What Docker runs in a container to hear whether it is well. */
export const healthCommand = wordsAt(argumentsOf('HEALTHCHECK'));

/** The image's own environment. */
export const imageEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  argumentsOf('ENV')
    .split(' ')
    .map((pair) => pair.split('=', 2)),
);

/** The user that an image runs as. */
export const imageUser = argumentsOf('USER');

/** What the images are made from. */
export const baseImages = [...dockerfile.matchAll(/^ARG \w+_IMAGE=(.*)$/gm)].map(([, image]) => image);
