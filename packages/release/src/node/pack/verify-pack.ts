import {
  canonicalJson,
  type CanonicalValue,
  type Digest,
  PlimsollError,
  type ShapeFault,
  utf8,
} from "@plimsoll/foundation";
import { digestOfBytes, type PublicKey } from "@plimsoll/foundation/node";
import { isSignedBy, parseCheckpointText, parseNote } from "@plimsoll/ledger";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  asCanonical,
  DOCUMENTS,
  type Manifest,
  MANIFEST_FILE,
  manifestShape,
  PACK_PROGRAM,
} from "../../pack/manifest.ts";
import { INPUT_POINTER, valueAt, type Withheld } from "../../pack/redaction.ts";
import type { Bodies } from "../../record/bodies.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { type FrameworkData, shippedFrameworks } from "./framework-data.ts";
import { bodyFile, packContents, redactedFile } from "./pack-contents.ts";
import { type PackFault, packFault, type PackFaultCode } from "./pack-fault.ts";
import { filesBelow } from "./pack-folder.ts";
import { LOG_FILES, type PackLog, readPackLog, rootDigest } from "./pack-log.ts";
import { byPlace, redactionFault } from "./withhold.ts";

export interface PackTrust {
  /** The log's, from elsewhere than the pack. Without it a pack is checked against the key that came with it. */
  readonly publicKey?: PublicKey;
  /** A signed checkpoint of this log that somebody else kept: the pack's log must begin with that one. */
  readonly witnessed?: string;
}

export interface PackVerdict {
  readonly ok: boolean;
  /** Of the five documents, those that are there and say what the records say. */
  readonly documents: number;
  readonly faults: readonly PackFault[];
  /** Whose word it is: without a key from elsewhere, the pack's own, and then anybody may have written it all. */
  readonly key: "given" | "own";
  /** Copies of bodies with parts taken out: nothing shows that the rest of them is as it was. */
  readonly unchecked: readonly string[];
  /** How many things are withheld. */
  readonly withheld: number;
}

/**
 * Checks a pack offline, from its own bytes (the sheet's §5.21): files against the manifest, the log against its signature and
 * its root, bodies against the log, and then makes every document, proof and the manifest again and compares byte by byte.
 * Never throws for what is in the folder.
 *
 * A log that was cut off at an older signed checkpoint is whole in itself: only `witnessed` finds that.
 */
export function verifyPack(directory: string, trust: PackTrust = {}): PackVerdict {
  const key = trust.publicKey === undefined ? "own" : "given";
  try {
    return { ...checked(directory, trust), key };
  } catch (cause) {
    const fault = packFault("PACK_UNREADABLE", directory, "a pack that can be read", messageOf(cause));
    return { ok: false, documents: 0, faults: [fault], key, unchecked: [], withheld: 0 };
  }
}

function checked(directory: string, trust: PackTrust): Omit<PackVerdict, "key"> {
  const files = readAll(directory);
  const parsed = manifestShape.parse(jsonOr(files.get(MANIFEST_FILE)));
  if (!parsed.ok) return failed([malformed(parsed.error)]);
  const manifest = parsed.value;
  const shipped = shippedFrameworks();
  const faults = [
    ...programFaults(manifest, shipped),
    ...fileFaults(manifest, files),
    ...redactedCopyFaults(manifest, files),
  ];
  const log = logIn(directory, files, faults);
  if (log === null) return failed(faults, manifest);
  faults.push(...logFaults(log, trust), ...withholdingFaults(manifest, log, files));
  const expected = contentsAgain(manifest, log, files, shipped, faults);
  if (expected === null) return failed(faults, manifest);
  const differing = differences(expected, files);
  faults.push(...differing, ...indexFaults(manifest, expected));
  return { ...failed(faults, manifest), ok: faults.length === 0, documents: documentsIn(files, differing) };
}

const failed = (faults: readonly PackFault[], manifest?: Manifest): Omit<PackVerdict, "key"> => ({
  ok: false,
  documents: 0,
  faults,
  unchecked: [...new Set((manifest?.redactions ?? []).filter(isPart).map(({ record }) => redactedFile(record)))],
  withheld: manifest?.redactions.length ?? 0,
});

const malformed = ({ path, expected, received }: ShapeFault): PackFault =>
  packFault("PACK_MANIFEST_MALFORMED", `${MANIFEST_FILE} ${path}`, expected, received);

const isPart = ({ pointer }: Withheld): boolean => pointer !== "" && pointer !== INPUT_POINTER;

/** What is no plain file is as good as changed: a link may lead anywhere. */
function readAll(directory: string): ReadonlyMap<string, Uint8Array> {
  const read = (path: string): Uint8Array =>
    lstatSync(join(directory, path)).isFile() ? readFileSync(join(directory, path)) : utf8("no plain file");
  return new Map(filesBelow(directory).map((path) => [path, read(path)]));
}

function manifestIn(files: ReadonlyMap<string, Uint8Array>): Manifest | null {
  const parsed = manifestShape.parse(jsonOr(files.get(MANIFEST_FILE)));
  return parsed.ok ? parsed.value : null;
}

function programFaults(manifest: Manifest, shipped: FrameworkData): PackFault[] {
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

function fileFaults({ files: named }: Manifest, files: ReadonlyMap<string, Uint8Array>): PackFault[] {
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

/** Only the four files of a log are opened: an index beside them could have been written by anybody. */
function logIn(directory: string, files: ReadonlyMap<string, Uint8Array>, faults: PackFault[]): PackLog | null {
  const names: ReadonlySet<string> = new Set(LOG_FILES);
  const beside = [...files.keys()].filter((path) => path.startsWith("log/") && !names.has(path.slice("log/".length)));
  const place = join(directory, "log");
  try {
    if (beside.length > 0 || !existsSync(place)) throw new TypeError(`a log alone, got ${beside.join(", ") || "none"}`);
    const log = readPackLog(place);
    if (log.bytes.length === files.get("log/ledger.log")?.length) return log;
    throw new TypeError("a log that ends at its checkpoint, got more");
  } catch (cause) {
    faults.push(packFault("PACK_LOG_DAMAGED", "log/ledger.log", "a log that its key signed, whole", messageOf(cause)));
    return null;
  }
}

function logFaults(log: PackLog, { publicKey, witnessed }: PackTrust): PackFault[] {
  const isOther = publicKey !== undefined && Buffer.compare(publicKey.raw, log.publicKey.raw) !== 0;
  const keyFaults = isOther
    ? [packFault("PACK_LOG_KEY", "log/ledger.pub.pem", `key ${publicKey.keyId}`, `key ${log.publicKey.keyId}`)]
    : [];
  return [...keyFaults, ...(witnessed === undefined ? [] : rollbackFaults(log, witnessed, publicKey ?? log.publicKey))];
}

function rollbackFaults(log: PackLog, witnessed: string, key: PublicKey): PackFault[] {
  const note = parseNote(witnessed);
  const checkpoint = note && parseCheckpointText(note.text);
  const isOurs = note !== undefined && checkpoint !== undefined && isSignedBy(note, log.checkpoint.origin, key);
  const root = isOurs ? log.roots[checkpoint.size] : undefined;
  if (isOurs && root !== undefined && Buffer.compare(root, checkpoint.root) === 0) return [];
  const wanted = isOurs ? `${checkpoint.size} leaves under ${rootDigest(checkpoint.root)}` : "a checkpoint of this log";
  const received = isOurs
    ? `${log.checkpoint.size} leaves${root === undefined ? "" : `, ${rootDigest(root)} there`}`
    : "another note";
  return [packFault("PACK_LOG_ROLLED_BACK", "log/checkpoint", wanted, received)];
}

function withholdingFaults(
  { redactions }: Manifest,
  log: PackLog,
  files: ReadonlyMap<string, Uint8Array>,
): PackFault[] {
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
function wholeFault(withheld: Withheld, record: ReleaseRecord, files: ReadonlyMap<string, Uint8Array>): PackFault[] {
  if (isPart(withheld)) return [];
  const opened = jsonOr(files.get(bodyFile(record.body))) as unknown as Bodies["evaluation.opened"] | undefined;
  const expected = withheld.pointer === "" ? record.body : opened?.input;
  if (withheld.digest === expected) return [];
  return [
    packFault("PACK_REDACTION_FORBIDDEN", `record ${withheld.record}`, expected ?? "an opening", withheld.digest),
  ];
}

/** A copy has the digest and the reason of the manifest at each place, and is where the manifest says. */
function redactedCopyFaults({ redactions }: Manifest, files: ReadonlyMap<string, Uint8Array>): PackFault[] {
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

/** The pack as it would be built from what is in it. */
function contentsAgain(
  manifest: Manifest,
  log: PackLog,
  files: ReadonlyMap<string, Uint8Array>,
  shipped: FrameworkData,
  faults: PackFault[],
): ReadonlyMap<string, Uint8Array> | null {
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
      blob: (digest) => byDigest(bodyFile(digest), digest),
      policy: (digest) => byDigest("policy.json", digest),
      withheld: manifest.redactions,
      redactedCopy: ({ sequence }) => files.get(redactedFile(sequence)) ?? new Uint8Array(0),
      shipped,
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

class BodyFault extends Error {
  readonly fault: PackFault;

  constructor(fault: PackFault) {
    super(fault.code);
    this.fault = fault;
  }
}

function differences(expected: ReadonlyMap<string, Uint8Array>, files: ReadonlyMap<string, Uint8Array>): PackFault[] {
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
function indexFaults(manifest: Manifest, expected: ReadonlyMap<string, Uint8Array>): PackFault[] {
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

const documentsIn = (files: ReadonlyMap<string, Uint8Array>, differing: readonly PackFault[]): number =>
  DOCUMENTS.filter((name) =>
    [`${name}.json`, `${name}.html`].every((path) => files.has(path) && !differing.some(({ place }) => place === path)),
  ).length;

function jsonOr(bytes: Uint8Array | undefined): CanonicalValue | undefined {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as CanonicalValue;
  } catch {
    return undefined;
  }
}

const messageOf = (cause: unknown): string =>
  cause instanceof PlimsollError ? `${cause.code}: ${cause.message}` : String(cause);
