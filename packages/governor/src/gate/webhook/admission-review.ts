import { err, type FaultDetail, ok, type Result } from "@plimsoll/foundation";
import { fieldOf, isRecord, textAt } from "../../kubernetes/untrusted-fields.ts";

export const ADMISSION_API_VERSION = "admission.k8s.io/v1";

export type AdmissionOperation = "CREATE" | "UPDATE" | "DELETE" | "CONNECT";

/** What an API server asks (k8s.io/api/admission/v1, AdmissionRequest), as far as the decision needs it. */
export interface AdmissionRequest {
  readonly uid: string;
  /** `apps/v1 Deployment`, `v1 Pod`. */
  readonly kind: string;
  /** `null` for objects that stand in no namespace. */
  readonly namespace: string | null;
  readonly operation: AdmissionOperation;
  /** JSON of whoever asks; `null` for a deletion. */
  readonly unsafeObject: unknown;
  /** `null` for a creation. */
  readonly unsafeOldObject: unknown;
}

/** The id by which an answer belongs to its question; `null` where there is none, and then there can be no answer. */
export const reviewUid = (review: unknown): string | null => {
  const uid = textAt(review, "request", "uid");
  return uid !== null && uid !== "" && uid.length <= 256 ? uid : null;
};

/** Reads a review. What the API adds in later releases is passed over; what the decision rests on must be there. */
export function readAdmissionReview(review: unknown): Result<AdmissionRequest, FaultDetail> {
  if (textAt(review, "apiVersion") !== ADMISSION_API_VERSION || textAt(review, "kind") !== "AdmissionReview") {
    return malformed(`an AdmissionReview of ${ADMISSION_API_VERSION}`, `"${textAt(review, "apiVersion")}"`);
  }
  const uid = reviewUid(review);
  const kind = kindIn(fieldOf(review, "request", "kind"));
  const operation = textAt(review, "request", "operation");
  if (uid === null) return malformed("a request with a uid", "none");
  if (kind === null) return malformed("a request with group, version and kind", "none");
  if (!isOperation(operation)) return malformed("CREATE, UPDATE, DELETE or CONNECT", `"${operation}"`);
  const request = {
    uid,
    kind,
    operation,
    namespace: textAt(review, "request", "namespace"),
    unsafeObject: fieldOf(review, "request", "object") ?? null,
    unsafeOldObject: fieldOf(review, "request", "oldObject") ?? null,
  };
  return checkObjects(request);
}

/** An object of another kind than the one that is asked about would be read by the wrong rules. */
function checkObjects(request: AdmissionRequest): Result<AdmissionRequest, FaultDetail> {
  const { operation, kind, unsafeObject, unsafeOldObject } = request;
  const asked = operation === "DELETE" ? [] : [unsafeObject];
  const objects = unsafeOldObject === null ? asked : [...asked, unsafeOldObject];
  const other = objects.find((object) => !isRecord(object) || kindOfObject(object) !== kind);
  return other === undefined ? ok(request) : malformed(`an object of ${kind}`, kindOfObject(other) ?? "none");
}

const kindOfObject = (object: unknown): string | null => {
  const [apiVersion, kind] = [textAt(object, "apiVersion"), textAt(object, "kind")];
  return apiVersion === null || kind === null ? null : `${apiVersion} ${kind}`;
};

function kindIn(value: unknown): string | null {
  const [group, version, kind] = [textAt(value, "group"), textAt(value, "version"), textAt(value, "kind")];
  if (version === null || kind === null) return null;
  return group === null || group === "" ? `${version} ${kind}` : `${group}/${version} ${kind}`;
}

const isOperation = (text: string | null): text is AdmissionOperation =>
  text === "CREATE" || text === "UPDATE" || text === "DELETE" || text === "CONNECT";

const malformed = (expected: string, received: string): Result<never, FaultDetail> =>
  err({ code: "REVIEW_MALFORMED", expected, received, fix: "let an API server ask that speaks admission.k8s.io/v1" });
