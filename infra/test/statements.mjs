import { modules, textsIn } from './configuration.mjs';

/** Every object in a text of HCL, the inner ones before those that hold them. */
function objectsIn(text) {
  const opened = [];
  const found = [];
  for (const [at, character] of [...text].entries()) {
    if (character === '{') opened.push(at);
    if (character === '}') found.push(text.slice(opened.pop(), at + 1));
  }
  return found;
}

/** What stands in an object itself, and not in one within it. */
function ownOf(object) {
  let depth = 0;
  return [...object.slice(1, -1)]
    .filter((character) => {
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      return depth === 0 && character !== '}';
    })
    .join('');
}

const sourceOf = (value) =>
  typeof value === 'string' ? (/^\$\{(.*)\}$/s.exec(value)?.[1] ?? JSON.stringify(value)) : JSON.stringify(value);

/** A statement that the parser has taken apart, as a text of HCL again. */
const asText = (one) =>
  `{${Object.entries(one)
    .map(([name, value]) => `${name} = ${sourceOf(value)}`)
    .join('\n')}}`;

function takenApart(value) {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Effect' in value ? [asText(value)] : [];
  return [...own, ...Object.values(value).flatMap(takenApart)];
}

const setIn = (own, name) => new RegExp(`\\b${name}\\s*=\\s*(\\[[^\\]]*\\]|"[^"]*"|[\\w.]+)`).exec(own)?.[1] ?? '';
const quoted = (text) => [...text.matchAll(/"([^"]*)"/g)].map(([, value]) => value);
const listed = (text) => (/^["[]/.test(text) ? quoted(text) : [text]);

/** Every statement of every policy, wherever it is written: `{ folder, sid, effect, actions, principal, resources, text }`. */
export const statements = modules.flatMap((module) => {
  const texts = [...takenApart(module), ...textsIn(module).flatMap(objectsIn)];
  return texts
    .map((text) => ({ text, own: ownOf(text) }))
    .filter(({ own }) => /\bEffect\s*=/.test(own))
    .map(({ text, own }) => ({
      folder: module.folder,
      text,
      sid: quoted(setIn(own, 'Sid'))[0],
      effect: quoted(setIn(own, 'Effect'))[0],
      actions: listed(setIn(own, 'Action')),
      principal: setIn(own, 'Principal'),
      resources: listed(setIn(own, 'Resource')),
    }));
});
