import {
  canonicalJson,
  digest,
  identifier,
  integer,
  list,
  object,
  oneOf,
  PlimsollError,
  utf8,
} from "@plimsoll/foundation";
import {
  digestOfBytes,
  type Envelope,
  openEnvelope,
  type PublicKey,
  signEnvelope,
  type SigningKey,
} from "@plimsoll/foundation/node";
import type { Site } from "../site/site.ts";
import type { DatasetState } from "./contamination-of.ts";
import { type Kinship, kinship } from "./kinship.ts";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const SCRUB_PREDICATE_TYPE = "urn:plimsoll:predicate:scrub-certificate/v0.1";

/** What an auditor certifies: that a contaminated dataset became another one by a method. */
export interface Scrub {
  readonly before: `sha256:${string}`;
  readonly after: `sha256:${string}`;
  /** Name of the method, for example `rewritten-by-hand-2026`. */
  readonly method: string;
}

const HEX = { ...identifier, expected: "64 hexadecimal digits" };
const statementShape = object({
  _type: oneOf(STATEMENT_TYPE),
  subject: list(object({ name: identifier, digest: object({ sha256: HEX }) }), 1),
  predicateType: oneOf(SCRUB_PREDICATE_TYPE),
  predicate: object({
    dataset: digest,
    method: identifier,
    before: digest,
    after: digest,
    sharedChunks: integer(),
    chunksOfSmaller: integer(),
  }),
});

/**
 * An auditor's statement about a scrub: an in-toto Statement v1 about the data after it, in a DSSE envelope. Says how many chunks of the data
 * before are still there; where nothing was taken out there is no certificate (`SCRUB_INCOMPLETE`). Throws `UNKNOWN_DATASET`.
 */
export function certifyScrub(state: DatasetState, { before, after, method }: Scrub, auditor: SigningKey): Envelope {
  const { shared, of } = remaining(state, before, after);
  const statement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: "after", digest: { sha256: after.slice("sha256:".length) } }],
    predicateType: SCRUB_PREDICATE_TYPE,
    predicate: { dataset: before, method, before, after, sharedChunks: shared, chunksOfSmaller: of },
  };
  return signEnvelope(PAYLOAD_TYPE, utf8(canonicalJson(statement)), [auditor]);
}

/**
 * Records a certified scrub in the ledger. The certificate's figures are counted anew from the registered manifests: who signs is believed in
 * what he did to the data, not in what everybody can count.
 *
 * Throws `CERTIFICATE_INVALID`, `CERTIFICATE_DIFFERS`, `SCRUB_INCOMPLETE`, `UNKNOWN_DATASET`, and `RefusedError`.
 *
 * @param certificate as it came from outside
 * @param auditorKey the key of that id if it is an auditor's of this site
 */
export function recordScrub(
  site: Site,
  certificate: unknown,
  auditorKey: (keyId: string) => PublicKey | undefined,
): Scrub & Kinship {
  const { text, predicate } = opened(certificate, auditorKey);
  const { dataset, before, after, method } = predicate;
  const found = remaining(site.state, before, after);
  if (found.shared !== predicate.sharedChunks || found.of !== predicate.chunksOfSmaller)
    throw differs(`${found.shared} of ${found.of} chunks`, `${predicate.sharedChunks} of ${predicate.chunksOfSmaller}`);
  site.must(`dataset.scrub:${digestOfBytes(text)}`, { type: "dataset.scrub", dataset, method, before, after });
  return { before, after, method, ...found };
}

function opened(certificate: unknown, auditorKey: (keyId: string) => PublicKey | undefined) {
  const envelope = openEnvelope(certificate, PAYLOAD_TYPE, auditorKey);
  if (envelope === null) throw invalid("an envelope signed by an auditor of this site", "one that is not");
  const text = new TextDecoder().decode(envelope.payload);
  const statement = statementShape.parse(jsonOf(text));
  if (!statement.ok)
    throw invalid(`${statement.error.expected} at "${statement.error.path}"`, statement.error.received);
  const { subject, predicate } = statement.value;
  const about = `sha256:${subject[0]?.digest.sha256 ?? ""}`;
  if (about !== predicate.after) throw invalid(`${predicate.after} as the subject`, about);
  return { text, predicate };
}

/**
 * What of the data before is still there: the auditor answers for it, since a scrub that takes out one bad record in a thousand leaves the rest
 * (K-54). Where every chunk is still there, nothing was scrubbed.
 */
function remaining({ datasets }: DatasetState, before: Scrub["before"], after: Scrub["after"]): Kinship {
  const [source, result] = [datasets.get(before), datasets.get(after)];
  if (source === undefined || result === undefined) throw unknown(source === undefined ? before : after);
  const kin = kinship({ chunks: result.chunks, met: new Set(result.chunks) }, source.chunks, NOTHING_CLEAN);
  if (kin.shared < source.chunks.length) return kin;
  throw new PlimsollError({
    code: "SCRUB_INCOMPLETE",
    expected: "data without some chunks of the contaminated ones",
    received: `all ${kin.shared} chunks`,
    fix: "take the bad records out, and register what is left",
  });
}

const NOTHING_CLEAN: ReadonlySet<Scrub["before"]> = new Set();

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CERTIFICATE_INVALID",
    expected,
    received,
    fix: "have an auditor certify the scrub: plimsoll dataset certify",
  });

const differs = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CERTIFICATE_DIFFERS",
    expected: `${expected} left, as the registered manifests say`,
    received: `${received} in the certificate`,
    fix: "have the scrub of these very data certified",
  });

const unknown = (dataset: string): PlimsollError =>
  new PlimsollError({
    code: "UNKNOWN_DATASET",
    expected: "datasets that are registered, before and after",
    received: dataset,
    fix: "register it first: plimsoll dataset register",
  });
