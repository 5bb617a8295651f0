import { err, type FaultDetail, ok, type Result } from "@plimsoll/foundation";
import type { Gatekeeper } from "../gatekeeper.ts";
import { type AdmissionRequest, readAdmissionReview, reviewUid } from "./admission-review.ts";
import { type AdmissionResponse, allow, deny } from "./admission-response.ts";
import { type AdmissionRules, isGated } from "./admission-rules.ts";
import { admitPod, checkImages } from "./admit-pod.ts";
import { type PodContents, readPodContents, sameContents } from "./pod-contents.ts";
import { isPodKind, SCALE_KIND, unsafePodIn, WORKLOAD_KINDS } from "./workload-kinds.ts";

/**
 * Decides an AdmissionReview (admission.k8s.io/v1) from what it says and what the gatekeeper holds, without asking anybody.
 * A dry run is decided like any other: nothing is changed by a decision. Whatever goes wrong denies; `null` only where the
 * review has no uid, so that no answer can be given.
 */
export function reviewAdmission(
  review: unknown,
  gatekeeper: Gatekeeper,
  rules: AdmissionRules,
): AdmissionResponse | null {
  const uid = reviewUid(review);
  if (uid === null) return null;
  try {
    const request = readAdmissionReview(review);
    const granted = request.ok ? decide(request.value, gatekeeper, rules) : request;
    return granted.ok ? allow(uid, granted.value) : deny(uid, granted.error);
  } catch (fault) {
    return deny(uid, failed(fault));
  }
}

/** What the audit log is told of a permission. */
type Granted = Readonly<Record<string, string>>;

function decide(
  request: AdmissionRequest,
  gatekeeper: Gatekeeper,
  rules: AdmissionRules,
): Result<Granted, FaultDetail> {
  // Nothing may stand in the way of an end.
  if (request.operation === "DELETE") return because("deletion");
  if (request.namespace === null || request.namespace === "") return unknownKind(`${request.kind} in no namespace`);
  if (!isGated(rules.namespaces, request.namespace)) return because("namespace not gated");
  if (request.kind === SCALE_KIND && request.operation !== "CONNECT") return because("each pod is reviewed");
  const found = unsafePodIn(request.kind, request.unsafeObject);
  if (found === null || request.operation === "CONNECT") return unknownKind(request.kind);
  const contents = readPodContents(found.unsafePod);
  if (!contents.ok) return contents;
  if (isUnchanged(request, contents.value)) return because("nothing changed that a token speaks for");
  return decideContents(request, contents.value, gatekeeper, rules);
}

function decideContents(
  { kind }: AdmissionRequest,
  contents: PodContents,
  gatekeeper: Gatekeeper,
  rules: AdmissionRules,
): Result<Granted, FaultDetail> {
  if (contents.token === null && contents.tokenFrom === "pods" && !isPodKind(kind)) {
    const images = checkImages(contents, rules);
    return images.ok ? because("each pod brings its own token") : images;
  }
  // Asked first, so that who has no token at all is told that.
  if (contents.token === null) return missing(gatekeeper);
  const admitted = admitPod(contents, gatekeeper, rules);
  return admitted.ok ? ok({ deployment: admitted.value.claims.sub, grant: admitted.value.claims.jti }) : admitted;
}

/**
 * An update that leaves token, artifact and images as they were grants nothing: the pod is there already, and taking it away
 * is the eviction controller's. Denying it would keep controllers from writing status and finalizers, deaths included.
 */
function isUnchanged({ kind, operation, unsafeOldObject }: AdmissionRequest, contents: PodContents): boolean {
  if (operation !== "UPDATE" || unsafeOldObject === null) return false;
  const old = readPodContents(unsafePodIn(kind, unsafeOldObject)?.unsafePod);
  return old.ok && sameContents(old.value, contents);
}

function missing(gatekeeper: Gatekeeper): Result<never, FaultDetail> {
  const admission = gatekeeper.admit(null);
  return err(admission.admitted ? failed("a gatekeeper that admits without a token") : admission.refusal);
}

const because = (reason: string): Result<Granted, FaultDetail> => ok({ reason });

const unknownKind = (received: string): Result<never, FaultDetail> =>
  err({
    code: "WORKLOAD_KIND_UNKNOWN",
    expected: `one of ${WORKLOAD_KINDS.join(", ")}`,
    received,
    fix: "ask the gate only about kinds that make pods, in a version that it knows",
  });

const failed = (fault: unknown): FaultDetail => ({
  code: "REVIEW_FAILED",
  expected: "a decision",
  received: fault instanceof Error ? fault.message : String(fault),
  fix: "this is a fault of plimsoll; please report it",
});
