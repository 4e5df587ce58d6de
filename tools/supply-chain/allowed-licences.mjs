// What this repository's dependencies may be licensed under. This is the list to review; licences.mjs only applies it.

/** Of what is deployed with us, or handed on: permissive, without conditions beyond keeping the notice. */
export const production = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];

/**
 * Of what only builds, checks and tests: also texts and data that we do not hand on, and MPL-2.0, whose conditions are for
 * who changes or hands on the files themselves.
 */
export const development = [...production, 'CC-BY-3.0', 'CC-BY-4.0', 'CC0-1.0', 'MPL-2.0', 'Python-2.0'];

/** Packages that name no licence, or say it in words that are no SPDX expression: somebody has read what they say. */
export const reviewed = [
  {
    name: 'uri-templates',
    says: 'http://geraintluff.github.io/tv4/LICENSE.txt',
    because: 'its README puts it into the public domain; Azurite needs it, on this computer only',
  },
];
