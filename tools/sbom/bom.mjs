import { Bom as BomTools, FromNodePackageJson, License } from '@cyclonedx/cyclonedx-library/Contrib';
import { ComponentScope, ComponentType, LifecyclePhase } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, LifecycleRepository, Metadata } from '@cyclonedx/cyclonedx-library/Models';
import { JsonSerializer, JSON as Normal } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { PackageURL } from 'packageurl-js';
import parseLicence from 'spdx-expression-parse';
import { nameAt } from '../supply-chain/locked.mjs';
import { deployed } from './deployed.mjs';

const { Builders, Factories, Utils } = FromNodePackageJson;
const builder = new Builders.ComponentBuilder(
  new Factories.ExternalReferenceFactory(),
  new License.Factories.LicenseFactory(parseLicence),
);

/**
 * The software bill of materials of these apps, as package-lock.json has it: the same on every machine, but for its
 * serial number and its time.
 *
 * @param packages those of package-lock.json
 * @param apps folders, such as `apps/order-service`
 * @returns JSON as CycloneDX 1.6 has it (https://cyclonedx.org/docs/1.6/json/)
 */
export function billOfMaterials(packages, apps, now = new Date()) {
  const product = componentOf('', packages[''], ComponentType.Application);
  const bom = new Bom({
    serialNumber: BomTools.Utils.randomSerialNumber(),
    metadata: new Metadata({
      timestamp: now,
      lifecycles: new LifecycleRepository([LifecyclePhase.PreBuild]),
      component: product,
    }),
  });
  const components = componentsOf(packages, apps);
  for (const component of new Set(components.values())) bom.components.add(component);
  for (const app of apps) product.dependencies.add(components.get(app).bomRef);
  const serializer = new JsonSerializer(new Normal.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** A component per name and version, by each key that it is found under. */
function componentsOf(packages, apps) {
  const needs = deployed(packages, apps);
  const known = new Map();
  const components = new Map();
  for (const key of needs.keys()) {
    const entry = packages[key];
    const ref = refOf(key, entry);
    const type = apps.includes(key) ? ComponentType.Application : ComponentType.Library;
    if (!known.has(ref)) known.set(ref, componentOf(key, entry, type));
    const component = known.get(ref);
    if (component.scope !== ComponentScope.Required)
      component.scope = entry.optional ? ComponentScope.Optional : ComponentScope.Required;
    components.set(key, component);
  }
  for (const [key, needed] of needs) {
    for (const one of needed) components.get(key).dependencies.add(components.get(one).bomRef);
  }
  return components;
}

function componentOf(key, entry, type) {
  const { version, license, integrity } = entry;
  const component = builder.makeComponent({ name: nameAt(key, entry), version, license }, type);
  component.bomRef.value = refOf(key, entry);
  component.purl = new PackageURL('npm', component.group, component.name, version).toString();
  if (integrity !== undefined) component.hashes.set(...Utils.parsePackageIntegrity(integrity));
  return component;
}

const refOf = (key, entry) => `${nameAt(key, entry)}@${entry.version}`;
