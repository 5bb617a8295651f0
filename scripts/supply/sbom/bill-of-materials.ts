import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { type Lockfile, readLockfile } from "../lockfile.ts";
import { KNOWN_LICENCES } from "../inventory/licences.ts";
import { publishedName, shippedGraph } from "../inventory/shipped.ts";
import { manifestIn, ROOT } from "../workspace.ts";

/**
 * The bill of materials of what somebody installs, as CycloneDX 1.6 JSON: our published packages, all that they bring with its digest
 * and licence, and who needs whom. It has no time and no serial number: the same lock file gives the same bytes.
 */
export function billOfMaterials(lock: Lockfile = readLockfile()): string {
  const graph = shippedGraph(lock);
  const components = new Map([...graph.keys()].map((place) => [place, componentAt(lock, place)]));
  for (const [place, needs] of graph)
    for (const need of needs)
      components.get(place)?.dependencies.add((components.get(need) as Models.Component).bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: product(components) }),
    components: new Models.ComponentRepository(components.values()),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** The whole, which needs each of our packages. */
function product(components: ReadonlyMap<string, Models.Component>): Models.Component {
  const { version, description = "", license = "" } = manifestIn(ROOT);
  const whole = new Models.Component(Enums.ComponentType.Application, "Plimsoll", {
    bomRef: `plimsoll-workspace@${version}`,
    version,
    description,
    licenses: licences(license),
  });
  for (const [place, { bomRef }] of components) if (isOurs(place)) whole.dependencies.add(bomRef);
  return whole;
}

function componentAt(lock: Lockfile, place: string): Models.Component {
  const { version = "", license, integrity } = lock.packages[place] ?? {};
  const name = isOurs(place) ? manifestIn(`${ROOT}/${place}`).name : publishedName(lock, place);
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
  return new Models.Component(Enums.ComponentType.Library, scope === undefined ? name : name.slice(scope.length + 1), {
    ...(scope === undefined ? {} : { group: scope }),
    version,
    purl,
    // One version may lie at two places, each with needs of its own.
    bomRef: place,
    hashes: hashes(integrity),
    licenses: licences(license ?? KNOWN_LICENCES[`${name}@${version}`]?.licence ?? ""),
  });
}

const isOurs = (place: string): boolean => !place.includes("node_modules/");

/** npm writes digests as base64, CycloneDX as hexadecimal. */
const hashes = (integrity: string | undefined): Models.HashDictionary =>
  new Models.HashDictionary(
    integrity === undefined
      ? []
      : [[Enums.HashAlgorithm["SHA-512"], Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex")]],
  );

const licences = (licence: string): Models.LicenseRepository =>
  new Models.LicenseRepository([
    licence.includes(" ") ? new Models.LicenseExpression(licence) : new Models.SpdxLicense(licence),
  ]);
