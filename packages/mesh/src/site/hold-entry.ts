/** What of another site's entry binds here. Everything else in it is that site's own matter. */
export type HoldEntry =
  | { readonly kind: "kill.ordered"; readonly lineage: string }
  | { readonly kind: "snapshot.frozen"; readonly lineage: string; readonly digest: string }
  | { readonly kind: "data.contaminated"; readonly lineage: string; readonly dataset: string }
  | { readonly kind: "contamination.endorsed"; readonly dataset: string }
  | { readonly kind: "lineage.released"; readonly lineage: string; readonly digest: string; readonly cleared: Texts }
  | { readonly kind: "forensic.ordered"; readonly labs: Texts }
  | { readonly kind: "forensic.cleared"; readonly lab: string }
  /** `labs` have no power until a rotation: none where the key was another's, or not stolen. */
  | { readonly kind: "key.revoked"; readonly keyId: string; readonly labs: Texts }
  | { readonly kind: "key.rotated"; readonly from: string; readonly labs: Texts }
  | {
      readonly kind: "run.started";
      readonly run: string;
      readonly lab: string;
      readonly lineage: string;
      readonly weights: string | null;
    }
  | {
      readonly kind: "checkpoint.registered";
      readonly run: string;
      readonly digest: string;
      readonly parent: string | null;
    };

type Texts = readonly string[];

/**
 * Reads an entry of another site: `malformed` when it is not an entry, or one of those that bind without what they need;
 * `other` for any kind that binds nothing here, one of a later version among them.
 */
export function readHoldEntry(bytes: Uint8Array): HoldEntry | "other" | "malformed" {
  const entry = parsed(bytes);
  const kind = entry?.["kind"];
  if (entry === null || typeof kind !== "string") return "malformed";
  const read = READERS[kind as HoldEntry["kind"]] as ((fields: Fields) => HoldEntry | null) | undefined;
  // A kind such as "constructor" is found on every object.
  return Object.hasOwn(READERS, kind) && read !== undefined ? (read(entry) ?? "malformed") : "other";
}

type Fields = Readonly<Record<string, unknown>>;

const READERS: { readonly [K in HoldEntry["kind"]]: (fields: Fields) => HoldEntry | null } = {
  "kill.ordered": ({ lineage }) => (isText(lineage) ? { kind: "kill.ordered", lineage } : null),
  "snapshot.frozen": ({ lineage, digest }) =>
    isText(lineage) && isText(digest) ? { kind: "snapshot.frozen", lineage, digest } : null,
  "data.contaminated": ({ lineage, dataset }) =>
    isText(lineage) && isText(dataset) ? { kind: "data.contaminated", lineage, dataset } : null,
  "contamination.endorsed": ({ dataset }) => (isText(dataset) ? { kind: "contamination.endorsed", dataset } : null),
  "lineage.released": ({ lineage, digest, cleared }) =>
    isText(lineage) && isText(digest) && isTexts(cleared)
      ? { kind: "lineage.released", lineage, digest, cleared }
      : null,
  "forensic.ordered": ({ labs }) => (isTexts(labs) ? { kind: "forensic.ordered", labs } : null),
  "forensic.cleared": ({ lab }) => (isText(lab) ? { kind: "forensic.cleared", lab } : null),
  "key.revoked": ({ keyId, role, reason, labs }) => {
    if (!isText(keyId) || !isText(role) || !isText(reason) || !isTexts(labs)) return null;
    return { kind: "key.revoked", keyId, labs: role === "lab" && reason === "stolen" ? labs : [] };
  },
  "key.rotated": ({ from, labs }) => (isText(from) && isTexts(labs) ? { kind: "key.rotated", from, labs } : null),
  "run.started": ({ run, lab, lineage, weights }) => {
    const digest = weights === null ? null : (weights as Fields | undefined)?.["digest"];
    if (!isText(run) || !isText(lab) || !isText(lineage) || !(digest === null || isText(digest))) return null;
    return { kind: "run.started", run, lab, lineage, weights: digest };
  },
  "checkpoint.registered": ({ run, digest, parent }) =>
    isText(run) && isText(digest) && (parent === null || isText(parent))
      ? { kind: "checkpoint.registered", run, digest, parent }
      : null,
};

function parsed(bytes: Uint8Array): Fields | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is Texts => Array.isArray(value) && value.every(isText);
