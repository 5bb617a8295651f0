import type { Fold } from "./change.ts";

/** By node key: a node that holds another artifact now is attested anew. */
export const attestationRecorded: Fold<"attestation.recorded"> = (
  state,
  { lab, nodeKey, hardwareRoot, artifact, provenance, at },
) => ({
  ...state,
  attestations: state.attestations.set(nodeKey, { lab, nodeKey, hardwareRoot, artifact, provenance, attestedAt: at }),
});

/** A verdict of an older ledger that names no end had ended when it was given. */
export const releaseJudged: Fold<"release.judged"> = (state, { artifact, level, pack, at, expiresAt = at }) => ({
  ...state,
  releases: state.releases.set(artifact, { artifact, level, pack, judgedAt: at, expiresAt }),
});

/** A token binds what it was granted for and is gone in seconds: the kernel keeps no list of them. */
export const tokenGranted: Fold<"token.granted"> = (state) => state;
