import { createHash, createPublicKey, verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { verifyTiles } from "@plimsoll/verifier";
import { checkEntry } from "@plimsoll/verifier/browser";
import { digestOfFile, readSums, SUMS } from "./sums.ts";

const SBOM = "sbom.cdx.json";
const PROOF = "entry.tlog-proof";
/** What a published folder has beside the tarballs. Each is held against something that is signed, and the keys against the reader's. */
const BESIDE = new Set([
  SUMS,
  SBOM,
  "build.intoto.json",
  "node.intoto.json",
  "entry.json",
  PROOF,
  "log",
  "builder.pub.pem",
  "ledger.pub.pem",
  "ledger.vkey",
]);

/** Whom the reader trusts: keys that came from elsewhere than the folder. */
export interface TrustedKeys {
  /** PEM of the builder's public key. */
  readonly builder: string;
  /** The log's verifier key (C2SP vkey), and the same in PEM. */
  readonly logVkey: string;
  readonly logPem: string;
}

export type BuildFault =
  | "SUMS_MALFORMED"
  | "FILE_OTHER"
  | "FILE_UNNAMED"
  | "KEY_OTHER"
  | "PROVENANCE_MALFORMED"
  | "PROVENANCE_SIGNATURE_INVALID"
  | "PROVENANCE_OTHER"
  | "ENTRY_UNPROVEN"
  | "ENTRY_OTHER"
  | "LOG_REFUTED";

export type BuildVerdict =
  | { readonly ok: true; readonly files: number; readonly leafIndex: number; readonly gitCommit: string }
  | { readonly ok: false; readonly code: BuildFault; readonly found: string };

/**
 * Checks a published build offline, with keys of the reader's: files against SHA256SUMS, the builder's signature, the statement,
 * the entry of the ledger that names both, its inclusion proof, and the whole log that it is proven in; at last the keys that lie there. It shares no code
 * with what wrote them but the form of SHA256SUMS. The first fault is the answer.
 */
export async function checkBuild(folder: string, keys: TrustedKeys): Promise<BuildVerdict> {
  try {
    const files = checkedFiles(folder);
    const payload = signedPayload(folder, keys.builder);
    const gitCommit = checkedStatement(folder, payload, files);
    const leafIndex = await checkedEntry(folder, payload, keys);
    await checkLog(folder, keys);
    checkKeys(folder, keys);
    return { ok: true, files: files.length, leafIndex, gitCommit };
  } catch (fault) {
    if (fault instanceof Refused) return { ok: false, code: fault.code, found: fault.message };
    throw fault;
  }
}

class Refused extends Error {
  readonly code: BuildFault;
  constructor(code: BuildFault, found: string) {
    super(found);
    this.code = code;
  }
}

function must(holds: boolean, code: BuildFault, found: string): asserts holds {
  if (!holds) throw new Refused(code, found);
}

/** Every tarball is named with its digest, every name is there, and nothing else is. */
function checkedFiles(folder: string): readonly string[] {
  const named = readSums(textIn(folder, SUMS, "SUMS_MALFORMED"));
  must(named !== null && named.length > 0, "SUMS_MALFORMED", SUMS);
  const there = readdirSync(folder).filter((name) => !BESIDE.has(name));
  for (const { name, sha256 } of named)
    must(there.includes(name) && digestOfFile(folder, name).sha256 === sha256, "FILE_OTHER", name);
  const unnamed = there.filter((file) => !named.some(({ name }) => name === file));
  must(unnamed.length === 0, "FILE_UNNAMED", unnamed.join(", "));
  return named.map(({ name }) => name);
}

interface Envelope {
  readonly payloadType: unknown;
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
}

/** The payload of an envelope with one signature, by the builder (DSSE v1.0.0). */
function signedPayload(folder: string, builder: string): Buffer {
  const { payloadType, payload, signatures } = jsonIn(folder, "build.intoto.json", "PROVENANCE_MALFORMED") as Envelope;
  const isEnvelope = typeof payload === "string" && Array.isArray(signatures) && signatures.length === 1;
  must(
    isEnvelope && payloadType === "application/vnd.in-toto+json",
    "PROVENANCE_MALFORMED",
    "no DSSE envelope with one signature",
  );
  const body = Buffer.from(payload, "base64");
  const message = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body]);
  const signature = Buffer.from(String(signatures[0]?.sig), "base64");
  const key = createPublicKey(builder);
  must(verify(null, message, key, signature), "PROVENANCE_SIGNATURE_INVALID", "the signature is not the builder's");
  return body;
}

interface Descriptor {
  readonly name?: string;
  readonly digest?: { readonly sha256?: string; readonly gitCommit?: string };
}

interface Statement {
  readonly _type?: string;
  readonly predicateType?: string;
  readonly subject?: readonly Descriptor[];
  readonly predicate?: {
    readonly buildDefinition?: { readonly resolvedDependencies?: readonly Descriptor[] };
    readonly runDetails?: { readonly byproducts?: readonly Descriptor[] };
  };
}

/** That the statement is SLSA provenance of exactly these files. Answers with the commit that they were made from. */
function checkedStatement(folder: string, payload: Buffer, files: readonly string[]): string {
  const { _type: type, predicateType, subject = [], predicate } = JSON.parse(payload.toString("utf8")) as Statement;
  const isProvenance = type === "https://in-toto.io/Statement/v1" && predicateType === "https://slsa.dev/provenance/v1";
  must(isProvenance, "PROVENANCE_OTHER", `${type} with ${predicateType}`);
  const stated = new Map(subject.map(({ name, digest }) => [name, digest?.sha256]));
  must(stated.size === subject.length && stated.size === files.length + 1, "PROVENANCE_OTHER", "other subjects");
  for (const name of [SUMS, ...files])
    must(stated.get(name) === digestOfFile(folder, name).sha256, "PROVENANCE_OTHER", `another ${name}`);
  const byproducts = predicate?.runDetails?.byproducts?.map(({ name, digest }) => `${name} ${digest?.sha256}`) ?? [];
  textIn(folder, SBOM, "PROVENANCE_OTHER");
  must(byproducts.join() === `${SBOM} ${digestOfFile(folder, SBOM).sha256}`, "PROVENANCE_OTHER", `another ${SBOM}`);
  const source = predicate?.buildDefinition?.resolvedDependencies?.find(({ name }) => name === "source");
  return source?.digest?.gitCommit ?? "";
}

/** That the entry names this build and this evidence, and is in the log. Answers with its leaf. */
async function checkedEntry(folder: string, payload: Buffer, { logVkey }: TrustedKeys): Promise<number> {
  const entry = textIn(folder, "entry.json", "ENTRY_OTHER");
  const { kind, artifact, provenance } = jsonIn(folder, "entry.json", "ENTRY_OTHER") as Readonly<
    Record<string, unknown>
  >;
  must(kind === "attestation.recorded", "ENTRY_OTHER", `an entry of kind ${String(kind)}`);
  must(artifact === `sha256:${digestOfFile(folder, SUMS).sha256}`, "ENTRY_OTHER", "an entry of another build");
  must(provenance === evidenceDigest(folder, payload), "ENTRY_OTHER", "an entry that rests on other evidence");
  const proof = textIn(folder, PROOF, "ENTRY_UNPROVEN");
  const verdict = await checkEntry({ entry, leaves: [{ proof, leaf: leafIn(proof) }], logKey: logVkey.trim() });
  must(verdict.ok, "ENTRY_UNPROVEN", verdict.ok ? "" : verdict.code);
  return verdict.value[0]?.leafIndex ?? -1;
}

/** Of canonical JSON (RFC 8785): its four names in order, and values that need no escape. */
function evidenceDigest(folder: string, payload: Buffer): string {
  const node = jsonIn(folder, "node.intoto.json", "ENTRY_OTHER") as Envelope;
  must(typeof node.payload === "string", "ENTRY_OTHER", "node.intoto.json is no DSSE envelope");
  const names = { artifact: sha256(payload), device: null, node: sha256(Buffer.from(node.payload, "base64")) };
  return sha256(JSON.stringify({ ...names, type: "attestation-evidence" }));
}

const sha256 = (content: string | Buffer): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** The proof carries its leaf as `extra` (C2SP tlog-proof). It is believed as far as its hash leads to the signed root. */
const leafIn = (proof: string): Uint8Array =>
  new Uint8Array(Buffer.from(/^c2sp\.org\/tlog-proof@v1\nextra ([A-Za-z0-9+/=]+)\n/.exec(proof)?.[1] ?? "", "base64"));

/** That the log which lies there holds, and is the one that the entry is proven in: its tree stands in the proof. */
async function checkLog(folder: string, { logPem }: TrustedKeys): Promise<void> {
  const verdict = await verifyTiles(join(folder, "log"), { keyPem: logPem });
  must(verdict.ok, "LOG_REFUTED", verdict.ok ? "" : `${verdict.code}: ${verdict.message}`);
  const tree = verdict.checkpoint.split("\n", 3).join("\n");
  const proof = textIn(folder, PROOF, "ENTRY_UNPROVEN");
  must(proof.includes(`\n\n${tree}\n`), "LOG_REFUTED", "the log has not the tree that the entry is proven in");
  const others = filesUnder(join(folder, "log")).filter((name) => !OF_A_LOG.test(name));
  must(others.length === 0, "FILE_UNNAMED", others.map((name) => `log/${name}`).join(", "));
}

/** The names of a static log (C2SP tlog-tiles) and of its keys. */
const OF_A_LOG =
  /^(?:checkpoint|ledger\.pub\.pem|ledger\.vkey|tile\/(?:entries|\d+)(?:\/x\d{3})*\/\d{3}(?:\.p\/\d+)?)$/;

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));

/** Nobody believes the keys of the folder, but who takes them from there must have the ones that it was checked with. */
function checkKeys(folder: string, { builder, logPem, logVkey }: TrustedKeys): void {
  const lying = (name: string): string => textIn(folder, name, "KEY_OTHER");
  for (const [name, pem] of [
    ["builder.pub.pem", builder],
    ["ledger.pub.pem", logPem],
    ["log/ledger.pub.pem", logPem],
  ] as const)
    must(rawKey(lying(name))?.equals(rawKey(pem) ?? Buffer.of()) === true, "KEY_OTHER", name);
  for (const name of ["ledger.vkey", "log/ledger.vkey"]) must(lying(name).trim() === logVkey.trim(), "KEY_OTHER", name);
}

/** Null where it is no public key. */
function rawKey(pem: string): Buffer | null {
  try {
    return createPublicKey(pem).export({ type: "spki", format: "der" });
  } catch {
    return null;
  }
}

function textIn(folder: string, name: string, code: BuildFault): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    throw new Refused(code, `${name} is not there`);
  }
}

function jsonIn(folder: string, name: string, code: BuildFault): unknown {
  const text = textIn(folder, name, code);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below, as all that is no object.
  }
  throw new Refused(code, `${name} is no JSON object`);
}
