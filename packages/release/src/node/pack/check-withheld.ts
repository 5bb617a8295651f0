import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { type Manifest, MANIFEST_FILE } from "../../pack/manifest.ts";
import { INPUT_POINTER, valueAt, type Withheld } from "../../pack/redaction.ts";
import type { Bodies } from "../../record/bodies.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { bodyFile, redactedFile } from "./pack-contents.ts";
import { type PackFault, packFault } from "./pack-fault.ts";
import type { PackLog } from "./pack-log.ts";
import { jsonOr, messageOf, type PackFiles } from "./read-pack.ts";
import { byPlace, redactionFault } from "./withhold.ts";

export const isPart = ({ pointer }: Withheld): boolean => pointer !== "" && pointer !== INPUT_POINTER;

/** What may be withheld, in its order, with the digests of the log. */
export function withholdingFaults({ redactions }: Manifest, log: PackLog, files: PackFiles): PackFault[] {
  const fault = redactionFault(redactions, log.records);
  if (fault !== null)
    return [packFault("PACK_REDACTION_FORBIDDEN", `record ${fault.record}`, fault.expected, fault.received)];
  const isSorted = redactions.every(
    (each, place) => place === 0 || byPlace(redactions[place - 1] as Withheld, each) < 0,
  );
  return [
    ...(isSorted
      ? []
      : [packFault("PACK_REDACTION_FORBIDDEN", MANIFEST_FILE, "redactions in the order of the log", "others")]),
    ...redactions.flatMap((each) => wholeFault(each, log.records[each.record] as ReleaseRecord, files)),
  ];
}

/** Of a whole body the log has the digest; of an input, the opening. */
function wholeFault(withheld: Withheld, record: ReleaseRecord, files: PackFiles): PackFault[] {
  if (isPart(withheld)) return [];
  const opened = jsonOr(files.get(bodyFile(record.body))) as unknown as Bodies["evaluation.opened"] | undefined;
  const expected = withheld.pointer === "" ? record.body : opened?.input;
  if (withheld.digest === expected) return [];
  return [
    packFault("PACK_REDACTION_FORBIDDEN", `record ${withheld.record}`, expected ?? "an opening", withheld.digest),
  ];
}

/** A copy has the digest and the reason of the manifest at each place, and is where the manifest says. */
export function redactedCopyFaults({ redactions }: Manifest, files: PackFiles): PackFault[] {
  return redactions.filter(isPart).flatMap(({ record, pointer, reason, digest }) => {
    const place = redactedFile(record);
    const copy = jsonOr(files.get(place));
    const found = copy === undefined ? undefined : valueAt(copy, pointer);
    const expected = canonicalJson({ reason, withheld: digest });
    const received = found === undefined ? "nothing" : textOf(found);
    return received === expected
      ? []
      : [packFault("PACK_REDACTION_FORBIDDEN", place, `${expected} at ${pointer}`, received)];
  });
}

const textOf = (value: CanonicalValue): string => {
  try {
    return canonicalJson(value);
  } catch (cause) {
    return messageOf(cause);
  }
};
