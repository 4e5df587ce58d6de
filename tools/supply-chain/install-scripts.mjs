import semver from 'semver';
import { nameAt } from './locked.mjs';

/**
 * Packages whose install script nobody has decided about, and decisions about packages that have none: a sentence each.
 *
 * @param packages those of package-lock.json
 * @param allowScripts package.json's: `name` or `name@version`, and whether its script may run
 */
export function undecidedScripts(packages, allowScripts) {
  const scripted = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([key, entry]) => ({ name: nameAt(key, entry), version: entry.version }));
  const decisions = Object.entries(allowScripts).map(([key, value]) => ({ key, value, covers: coveredBy(key) }));

  const undecided = scripted
    .filter((one) => !decisions.some(({ covers }) => covers(one)))
    .map(({ name, version }) => `${name}@${version}`);
  return [
    ...[...new Set(undecided)].map(
      (one) =>
        `${one} has an install script that nobody has decided about; name it under allowScripts in package.json, with false unless the script is read and needed.`,
    ),
    ...decisions
      .filter(({ value }) => typeof value !== 'boolean')
      .map(({ key, value }) => `allowScripts in package.json says '${value}' of ${key}; say true or false.`),
    ...decisions
      .filter(({ covers }) => !scripted.some(covers))
      .map(
        ({ key }) =>
          `allowScripts in package.json names ${key}, but no such package in package-lock.json has an install script; take it out.`,
      ),
  ];
}

function coveredBy(key) {
  const at = key.indexOf('@', 1);
  if (at < 0) return ({ name }) => name === key;
  const [name, versions] = [key.slice(0, at), key.slice(at + 1)];
  return (one) => one.name === name && one.version !== undefined && semver.satisfies(one.version, versions);
}
