import { digestOfValue } from "@plimsoll/foundation";
import { ARTIFACT_ANNOTATION, TOKEN_ANNOTATION } from "../../src/gate/webhook/pod-contents.ts";
import { COMPANION, type GateRig, MODEL, modelPod, OTHER_MODEL } from "./gate-rig.ts";
import { imageOf, type PodParts } from "./workload-objects.ts";

const container = (name: string, image: string) => ({ name, image });
const server = container("server", imageOf(MODEL));
const companion = container("log", imageOf(COMPANION));
const foreign = container("log", imageOf(OTHER_MODEL));
/** What a pod needs to have a volume from an image. */
const imageVolume = (image: string) => [{ name: "weights", image: { reference: image, pullPolicy: "IfNotPresent" } }];

/** Pods that must not be, each with the code that says why. */
export const deniedPods = (rig: GateRig): readonly (readonly [string, string, PodParts])[] => [
  ["without a token", "TOKEN_MISSING", modelPod(null)],
  ["without anything", "TOKEN_MISSING", { image: "model" }],
  ["with an empty token", "TOKEN_MISSING", modelPod("")],
  ["with no token at all for one", "TOKEN_MALFORMED", modelPod("let me in")],
  ["with an expired token", "TOKEN_EXPIRED", modelPod(rig.expiredToken())],
  ["signed by another key", "TOKEN_KEY_UNKNOWN", modelPod(rig.strangersToken())],
  ["with a token for another artifact", "TOKEN_ARTIFACT_MISMATCH", modelPod(rig.token({ artifact: OTHER_MODEL }))],
  ["with a token for another audience", "TOKEN_AUDIENCE_MISMATCH", modelPod(rig.token({ aud: "external" }))],
  ["with a token of another site", "TOKEN_ISSUER_MISMATCH", modelPod(rig.token({ iss: "plimsoll.local/other" }))],
  ["with a token for another node", "TOKEN_NODE_MISMATCH", modelPod(rig.token({ cnf: { jkt: digestOfValue("n") } }))],
  [
    "with a token that says one artifact and an image that is another",
    "IMAGE_NOT_ADMITTED",
    modelPod(rig.token(), { image: imageOf(OTHER_MODEL) }),
  ],
  [
    "that declares no artifact",
    "ARTIFACT_UNDECLARED",
    { image: imageOf(MODEL), annotations: { [TOKEN_ANNOTATION]: rig.token() } },
  ],
  [
    "that declares a name for an artifact",
    "ARTIFACT_UNDECLARED",
    modelPod(rig.token(), { annotations: { [ARTIFACT_ANNOTATION]: "model:latest" } }),
  ],
  ["that runs only companions", "ARTIFACT_UNDECLARED", modelPod(rig.token(), { image: imageOf(COMPANION) })],
  ["with a tag for an image", "IMAGE_NOT_PINNED", modelPod(rig.token(), { image: "registry.test/model:1.0" })],
  [
    "with another model in a sidecar",
    "IMAGE_NOT_ADMITTED",
    modelPod(rig.token(), { spec: { containers: [server, foreign] } }),
  ],
  [
    "with another model in an init container",
    "IMAGE_NOT_ADMITTED",
    modelPod(rig.token(), {
      spec: { containers: [server], initContainers: [container("wait", imageOf(OTHER_MODEL))] },
    }),
  ],
  [
    "with another model in a volume",
    "IMAGE_NOT_ADMITTED",
    modelPod(rig.token(), { spec: { containers: [server], volumes: imageVolume(imageOf(OTHER_MODEL)) } }),
  ],
  [
    "with a volume from a tag",
    "IMAGE_NOT_PINNED",
    modelPod(rig.token(), { spec: { containers: [server], volumes: imageVolume("registry.test/weights:1") } }),
  ],
];

/** Pods that may be. */
export const admittedPods = (rig: GateRig): readonly (readonly [string, PodParts])[] => [
  ["with its token", modelPod(rig.token())],
  ["with a name, a tag and the digest", modelPod(rig.token(), { image: `registry.test:5000/a/model:1@${MODEL}` })],
  [
    "with companions",
    modelPod(rig.token(), {
      spec: { containers: [server, companion], initContainers: [container("wait", imageOf(COMPANION))] },
    }),
  ],
  [
    "with its weights in a volume",
    modelPod(rig.token(), { spec: { containers: [companion], volumes: imageVolume(imageOf(MODEL)) } }),
  ],
];
