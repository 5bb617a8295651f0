import { canonicalJson, type Digest, utf8 } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Shipping } from "../../evolution/policy-standing.ts";
import type { Manifest } from "../../pack/manifest.ts";
import type { FrameworkData } from "./framework-data.ts";
import { bodyFile, packContents, redactedFile } from "./pack-contents.ts";
import { type PackFault, packFault } from "./pack-fault.ts";
import type { PackLog } from "./pack-log.ts";
import { jsonOr, messageOf, type PackFiles } from "./read-pack.ts";

/** The pack as it would be built from what is in it. */
export function contentsAgain(
  { manifest, log, files }: { readonly manifest: Manifest; readonly log: PackLog; readonly files: PackFiles },
  shipped: FrameworkData,
  ships: Shipping,
  faults: PackFault[],
): PackFiles | null {
  const byDigest = (path: string, digest: Digest): Uint8Array => {
    const bytes = files.get(path);
    const found = bytes === undefined ? "no file" : digestOfBytes(bytes);
    if (bytes !== undefined && found === digest) return bytes;
    throw new BodyFault(packFault("PACK_BODY_CHANGED", path, digest, found));
  };
  try {
    return packContents({
      evaluation: manifest.evaluation,
      log,
      blob: (digest) => unambiguous(bodyFile(digest), byDigest(bodyFile(digest), digest)),
      policy: (digest) => byDigest("policy.json", digest),
      withheld: manifest.redactions,
      redactedCopy: ({ sequence }) => files.get(redactedFile(sequence)) ?? new Uint8Array(0),
      shipped,
      ships,
    });
  } catch (cause) {
    faults.push(
      cause instanceof BodyFault
        ? cause.fault
        : packFault("PACK_UNREADABLE", "bodies", "bodies that the documents can be made of", messageOf(cause)),
    );
    return null;
  }
}

/** Whoever has the log's key can write a body in which a name stands twice: we would read the last of them, and somebody else the first. */
function unambiguous(path: string, bytes: Uint8Array): Uint8Array {
  const value = jsonOr(bytes);
  if (value !== undefined && Buffer.compare(utf8(canonicalJson(value)), bytes) === 0) return bytes;
  throw new BodyFault(packFault("PACK_BODY_CHANGED", path, "canonical JSON (RFC 8785)", "another spelling"));
}

class BodyFault extends Error {
  readonly fault: PackFault;

  constructor(fault: PackFault) {
    super(fault.code);
    this.fault = fault;
  }
}
