import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import { type ReleaseState, withFault } from "./release-state.ts";

export function onArtefact(state: ReleaseState, body: Bodies["artefact.stored"], record: ReleaseRecord): ReleaseState {
  const versions = state.artefacts.get(body.id) ?? [];
  const { sequence, atMs } = record;
  const isNext = body.version === versions.length + 1 && body.previous === (versions.at(-1)?.version ?? null);
  const next = { ...state, artefacts: state.artefacts.set(body.id, [...versions, { ...body, sequence, atMs }]) };
  return isNext ? next : withFault(next, `record ${sequence}: ${body.id} has no version before ${body.version}`);
}

export const onRedaction = (state: ReleaseState, body: Bodies["bytes.redacted"]): ReleaseState => ({
  ...state,
  redacted: state.redacted.set(body.digest, body),
});
