import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { isDigest } from "@plimsoll/foundation";
import { duplicateIn, isBelow } from "../manifest-file.ts";
import type { SnapshotManifest } from "../snapshot-manifest.ts";
import { malformed, unsupported } from "./faults.ts";

/** OpenSSF Model Signing 1.0: what is signed is an in-toto Statement of this predicate. */
const PREDICATE_TYPE = "https://model_signing/signature/v1.0";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** The name that OMS gives to a model which is itself a file. */
const ITSELF = ".";

interface Resource {
  readonly name: string;
  readonly algorithm: "sha256";
  /** Lower-case hexadecimal. */
  readonly digest: string;
}

/** The digest of one file needs no size: OMS has none. */
export type SignedFile = Omit<SnapshotManifest[number], "bytes">;

/** What a statement says, once it is read. */
export interface SignedModel {
  readonly name: string;
  readonly files: readonly SignedFile[];
  /** Paths below the model that the signer left out, and whatever is in them. */
  readonly ignoredPaths: readonly string[];
}

/**
 * The statement of a manifest (OMS 1.0, serialization "files"): a subject with the model's name and the SHA-256 over all digests in their
 * order, and one resource a file, in the order of path parts by code point.
 */
export function statementText(root: string, manifest: SnapshotManifest): string {
  const resources = manifest.map(resourceOf).toSorted((one, other) => byParts(one.name, other.name));
  return JSON.stringify({
    _type: STATEMENT_TYPE,
    subject: [{ name: basename(resolve(root)), digest: { sha256: rootDigest(resources) } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      serialization: { method: "files", hash_type: "sha256", allow_symlinks: false },
      resources,
    },
  });
}

const resourceOf = ({ path, digest }: SignedFile): Resource => ({
  name: path === "" ? ITSELF : path,
  algorithm: "sha256",
  digest: digest.slice("sha256:".length),
});

/** Over the digests as bytes, in the order of the resources. */
function rootDigest(resources: readonly Resource[]): string {
  const hash = createHash("sha256");
  for (const { digest } of resources) hash.update(digest, "hex");
  return hash.digest("hex");
}

/** Folder by folder; within one by UTF-8, which sorts as code points do and UTF-16 does not. */
function byParts(one: string, other: string): number {
  const [left, right] = [one.split("/"), other.split("/")];
  const place = left.findIndex((part, index) => part !== right[index]);
  if (place === -1) return left.length - right.length;
  return Buffer.compare(Buffer.from(left[place] ?? ""), Buffer.from(right[place] ?? ""));
}

/**
 * Reads a signed statement. Throws `MODEL_SIGNATURE_MALFORMED`, also where the resources do not give the digest of the subject, and
 * `MODEL_SIGNATURE_UNSUPPORTED` for another serialization or another hash than whole files under SHA-256.
 */
export function parseStatement(text: string): SignedModel {
  const statement = record(parsed(text), "a statement");
  if (statement["_type"] !== STATEMENT_TYPE) throw malformed(STATEMENT_TYPE, statement["_type"]);
  if (statement["predicateType"] !== PREDICATE_TYPE) throw unsupported(PREDICATE_TYPE, statement["predicateType"]);
  const predicate = record(statement["predicate"], "a predicate");
  const serialization = record(predicate["serialization"], "a serialization");
  if (serialization["method"] !== "files" || serialization["hash_type"] !== "sha256")
    throw unsupported(
      "whole files under sha256",
      `${String(serialization["method"])}, ${String(serialization["hash_type"])}`,
    );
  const resources = items(predicate["resources"], "resources").map(resourceIn);
  const { name, digest } = subjectIn(statement["subject"]);
  if (rootDigest(resources) !== digest)
    throw malformed(`resources with the root digest ${String(digest)}`, rootDigest(resources));
  return { name, files: filesIn(resources), ignoredPaths: ignoredIn(serialization["ignore_paths"]) };
}

function subjectIn(subject: unknown): { readonly name: string; readonly digest: unknown } {
  const [only, ...others] = items(subject, "one subject");
  if (others.length > 0) throw malformed("one subject", `${others.length + 1}`);
  const { name, digest } = record(only, "a subject");
  return { name: String(name), digest: record(digest, "a digest")["sha256"] };
}

function resourceIn(value: unknown): Resource {
  const { name, algorithm, digest } = record(value, "a resource");
  if (algorithm !== "sha256") throw unsupported("sha256", algorithm);
  if (typeof name !== "string" || typeof digest !== "string" || !isDigest(`sha256:${digest}`))
    throw malformed("a name and a digest in hexadecimal", name);
  return { name, algorithm, digest };
}

function filesIn(resources: readonly Resource[]): readonly SignedFile[] {
  const files = resources.map(({ name, digest }) => ({
    path: name === ITSELF ? "" : name,
    digest: `sha256:${digest}` as const,
  }));
  const stray = files.find(({ path }) => !isBelow(path))?.path ?? duplicateIn(files);
  if (stray !== undefined) throw malformed("every path once, and below the model", stray);
  return files;
}

function ignoredIn(value: unknown): readonly string[] {
  return value === undefined ? [] : items(value, "ignored paths").map(String);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("JSON", `${text.length} characters of something else`);
  }
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw malformed(what, value);
}

function items(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw malformed(what, value);
}
