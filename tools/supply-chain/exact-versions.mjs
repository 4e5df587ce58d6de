import semver from 'semver';
import { dependenciesOf } from './manifests.mjs';

/**
 * The dependencies, and the overrides, that leave open which version is meant: a sentence each.
 *
 * @param manifests what `readManifests` returns
 */
export function inexactVersions(manifests) {
  return manifests.flatMap(({ path, manifest }) =>
    [...dependenciesOf(manifest), ...overridesOf(manifest.overrides ?? {})]
      .filter(({ spec }) => !isExact(spec))
      .map(
        ({ kind, name, spec }) =>
          `${path}: '${spec}' for ${name} in ${kind} is not one version; write the one that package-lock.json has.`,
      ),
  );
}

/** One version, a folder of this repository, or, in an override, what the root itself depends on (`$name`). */
const isExact = (spec) => semver.valid(spec) === spec || /^file:[^/]/.test(spec) || spec.startsWith('$');

function overridesOf(overrides) {
  return Object.entries(overrides).flatMap(([name, spec]) =>
    typeof spec === 'string' ? { kind: 'overrides', name, spec } : overridesOf(spec),
  );
}
