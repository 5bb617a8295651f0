import { type Digest, err, type FaultDetail, isDigest, ok, type Result } from "@plimsoll/foundation";
import type { Admitted, Gatekeeper } from "../gatekeeper.ts";
import type { AdmissionRules } from "./admission-rules.ts";
import { imageDigest } from "./image-digest.ts";
import { ARTIFACT_ANNOTATION, type PodContents, type PodImage } from "./pod-contents.ts";

/** Whether a pod with these contents may be: what it declares, what it brings, and its token, in this order. */
export function admitPod(
  contents: PodContents,
  gatekeeper: Gatekeeper,
  rules: AdmissionRules,
): Result<Admitted, FaultDetail> {
  const artifact = checkImages(contents, rules);
  if (!artifact.ok) return artifact;
  const admission = gatekeeper.admit(contents.token, artifact.value);
  return admission.admitted ? ok(admission) : err(admission.refusal);
}

/** Everything that needs no token: the declared artifact runs here, and nothing does that nobody answers for. */
export function checkImages(contents: PodContents, { companions }: AdmissionRules): Result<Digest, FaultDetail> {
  const artifact = contents.unsafeArtifact;
  if (artifact === null || !isDigest(artifact)) {
    return undeclared("a digest (sha256: and 64 hexadecimal digits)", artifact === null ? "none" : `"${artifact}"`);
  }
  for (const image of contents.images) {
    const digest = imageDigest(image.reference);
    if (digest === null) return notPinned(image);
    if (digest !== artifact && !companions.has(digest)) return foreign(image, artifact, digest);
  }
  const runs = contents.images.some(({ reference }) => imageDigest(reference) === artifact);
  return runs ? ok(artifact) : undeclared(`an image ${artifact} in the pod`, "none of its images");
}

const undeclared = (expected: string, received: string): Result<never, FaultDetail> =>
  err({
    code: "ARTIFACT_UNDECLARED",
    expected: `${expected} for the annotation ${ARTIFACT_ANNOTATION}`,
    received,
    fix: "annotate the pod with the digest of the image that holds the model",
  });

const notPinned = ({ place, reference }: PodImage): Result<never, FaultDetail> =>
  err({
    code: "IMAGE_NOT_PINNED",
    expected: `an image pinned by digest for ${place}`,
    received: `"${reference}"`,
    fix: "write name@sha256:…; a tag can be moved",
  });

const foreign = ({ place }: PodImage, artifact: Digest, digest: Digest): Result<never, FaultDetail> =>
  err({
    code: "IMAGE_NOT_ADMITTED",
    expected: `${artifact} or a companion image for ${place}`,
    received: digest,
    fix: "run the declared artifact, or have the operator of the gate list the image as a companion",
  });
