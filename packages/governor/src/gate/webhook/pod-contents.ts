import { err, type FaultDetail, ok, type Result } from "@plimsoll/foundation";
import { fieldOf, isRecord, listAt, textAt } from "../../kubernetes/untrusted-fields.ts";

export const TOKEN_ANNOTATION = "plimsoll.dev/capability-token";
export const ARTIFACT_ANNOTATION = "plimsoll.dev/artifact";
/** On a template: `pods` says that tokens are stapled to its pods, each when it is made. */
export const TOKEN_FROM_ANNOTATION = "plimsoll.dev/token-from";

/** What a pod brings into the cluster, as far as it is pinned by digest. */
export interface PodContents {
  readonly token: string | null;
  /** As declared; nobody has looked whether it is a digest. */
  readonly unsafeArtifact: string | null;
  readonly tokenFrom: string | null;
  /** Images of all containers (init and ephemeral ones too) and of image volumes, by name. */
  readonly images: readonly PodImage[];
}

export interface PodImage {
  /** Such as `container "server"`. */
  readonly place: string;
  readonly reference: string;
}

const CONTAINER_LISTS = ["containers", "initContainers", "ephemeralContainers"] as const;

/** Reads a pod or a pod template. A pod that cannot be read is a fault, never an empty pod. */
export function readPodContents(unsafePod: unknown): Result<PodContents, FaultDetail> {
  const spec = fieldOf(unsafePod, "spec");
  if (!isRecord(spec)) return malformed("a pod with a spec");
  const lists = CONTAINER_LISTS.map((name) => listAt(spec, name));
  const volumes = listAt(spec, "volumes");
  if (volumes === null || lists.some((list) => list === null)) return malformed("lists of containers and volumes");
  const containers = lists.flatMap((list) => list ?? []);
  const images = [...containers.map(containerImage), ...volumes.filter(isImageVolume).map(volumeImage)];
  const named = images.filter((image) => image !== null);
  if (containers.length === 0 || named.length !== images.length) return malformed("containers with name and image");
  const annotation = (name: string): string | null => textAt(unsafePod, "metadata", "annotations", name);
  return ok({
    token: annotation(TOKEN_ANNOTATION),
    unsafeArtifact: annotation(ARTIFACT_ANNOTATION),
    tokenFrom: annotation(TOKEN_FROM_ANNOTATION),
    images: named,
  });
}

/** Whether nothing changed that a token speaks for. */
export function sameContents(left: PodContents, right: PodContents): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

const containerImage = (container: unknown): PodImage | null =>
  imageOf(`container "${textAt(container, "name")}"`, textAt(container, "image"));

/** A volume that is an image itself (KEP-4639) can bring weights like any container. */
const isImageVolume = (volume: unknown): boolean => fieldOf(volume, "image") !== undefined;

const volumeImage = (volume: unknown): PodImage | null =>
  imageOf(`volume "${textAt(volume, "name")}"`, textAt(volume, "image", "reference"));

const imageOf = (place: string, reference: string | null): PodImage | null =>
  reference === null ? null : { place, reference };

const malformed = (expected: string): Result<never, FaultDetail> =>
  err({ code: "REVIEW_MALFORMED", expected, received: "something else", fix: "send an object that the API accepts" });
