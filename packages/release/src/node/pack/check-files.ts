import { canonicalJson } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { asCanonical, type Manifest, MANIFEST_FILE, PACK_PROGRAM } from "../../pack/manifest.ts";
import type { FrameworkData } from "./framework-data.ts";
import { type PackFault, packFault, type PackFaultCode } from "./pack-fault.ts";
import { manifestIn, type PackFiles } from "./read-pack.ts";

/** What made it must be what checks it. */
export function programFaults(manifest: Manifest, shipped: FrameworkData): PackFault[] {
  const { name, version } = manifest.program;
  const program = `${name} ${version}`;
  const own = `${PACK_PROGRAM.name} ${PACK_PROGRAM.version}`;
  return [
    ...(program === own ? [] : [packFault("PACK_PROGRAM_DIFFERS", MANIFEST_FILE, own, program)]),
    ...(manifest.frameworks === shipped.digest
      ? []
      : [packFault("PACK_FRAMEWORKS_DIFFER", MANIFEST_FILE, shipped.digest, manifest.frameworks)]),
  ];
}

/** Files against their digests in the manifest. */
export function fileFaults({ files: named }: Manifest, files: PackFiles): PackFault[] {
  const paths = new Set([MANIFEST_FILE, ...named.map(({ path }) => path)]);
  const extra = [...files.keys()].filter((path) => !paths.has(path));
  return [
    ...named.flatMap(({ path, digest }) => {
      const bytes = files.get(path);
      if (bytes === undefined) return [packFault("PACK_FILE_MISSING", path, digest, "no file")];
      const found = digestOfBytes(bytes);
      return found === digest ? [] : [packFault("PACK_FILE_CHANGED", path, digest, found)];
    }),
    ...extra.map((path) => packFault("PACK_FILE_EXTRA", path, "no such file", "one")),
  ];
}

/** Files against those that the log and the bodies make. */
export function differences(expected: PackFiles, files: PackFiles): PackFault[] {
  const paths = [...new Set([...expected.keys(), ...files.keys()])].toSorted();
  return paths.flatMap((path) => {
    const [wanted, found] = [expected.get(path), files.get(path)];
    if (wanted === undefined) return [packFault("PACK_FILE_EXTRA", path, "no such file", "one")];
    if (found === undefined) return [packFault("PACK_FILE_MISSING", path, digestOfBytes(wanted), "no file")];
    if (Buffer.compare(wanted, found) === 0) return [];
    return [packFault(codeOf(path), path, digestOfBytes(wanted), digestOfBytes(found))];
  });
}

function codeOf(path: string): PackFaultCode {
  if (path === MANIFEST_FILE) return "PACK_MANIFEST_DIFFERS";
  if (path.startsWith("proofs/")) return "PACK_PROOF_DIFFERS";
  if (path.startsWith("log/")) return "PACK_LOG_DAMAGED";
  return path.startsWith("bodies/") ? "PACK_BODY_CHANGED" : "PACK_DOCUMENT_DIFFERS";
}

/** Said apart from the rest of the manifest: an evaluation that is left out is what packs are read for. */
export function indexFaults(manifest: Manifest, expected: PackFiles): PackFault[] {
  const again = manifestIn(expected);
  const [wanted, found] = [again?.evaluations ?? [], manifest.evaluations];
  if (canonicalJson(asCanonical(wanted)) === canonicalJson(asCanonical(found))) return [];
  return [
    packFault(
      "PACK_INDEX_DIFFERS",
      MANIFEST_FILE,
      `${wanted.length} evaluations, as the log tells`,
      `${found.length}, or others`,
    ),
  ];
}
