import { type Clock, digestOfValue, err, ok, type Result } from "@plimsoll/foundation";
import { checkOverride, type OverrideRefusal } from "../../evolution/check-override.ts";
import type { SignedEnd } from "../../evolution/end-override.ts";
import { rolesOf, verifierOf } from "../../evolution/key-ring.ts";
import type { Override, SignedOverride } from "../../evolution/override.ts";
import type { ReleaseState } from "../../state/release-state.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";
import { withStore } from "../store/with-store.ts";
import { checkSignature, keyIn, ringOf, signatureBy } from "./keys.ts";
import { digestOfPolicy, policyNow } from "./open-desk.ts";
import { lastDecision } from "./override-draft.ts";
import { shipped } from "./shipped.ts";

export type PublishRefusal = OverrideRefusal | "OVERRIDE_NOT_EVALUATED" | "OVERRIDE_PUBLISHED_ALREADY";

/**
 * Makes an override public, if it may have an effect at all. It has none by this: the next evaluation of exactly its dossier uses
 * it, once.
 */
export async function publishOverride(
  store: string,
  offered: SignedOverride,
  { clock, environment }: { readonly clock: Clock; readonly environment: TighteningEnvironment },
): Promise<Result<Override, PublishRefusal>> {
  return withStore(store, (held) => {
    const state = held.state();
    const subject = evaluatedSubject(state, offered.override);
    if (subject === null) return err("OVERRIDE_NOT_EVALUATED");
    if (state.overrides.has(offered.override.id)) return err("OVERRIDE_PUBLISHED_ALREADY");
    const ring = ringOf(state);
    const policy = policyNow(state, held.store, environment, shipped().policy);
    const checked = checkOverride(offered, {
      subjectDigest: offered.override.subjectDigest,
      dossier: offered.override.dossier,
      policy: digestOfPolicy(policy),
      level: subject.level,
      overrideDaysMax: policy.overrideDaysMax,
      nowMs: clock.wallMs(),
      roles: rolesOf(ring),
      verify: verifierOf(ring, checkSignature),
      published: [digestOfValue(offered)],
      used: [],
      ended: [],
    });
    if (!checked.ok) return checked;
    const draft = { kind: "override.published", subject: subject.id, evaluation: null, body: offered } as const;
    held.store.append([draft], clock.wallMs());
    return checked;
  });
}

/** The subject of an earlier evaluation of exactly this dossier, and the level that was found. */
function evaluatedSubject(
  state: ReleaseState,
  { subjectDigest, dossier }: Override,
): { readonly id: string; readonly level: Override["level"] } | null {
  const ids = [...state.subjects.values()]
    .flatMap(({ decisions }) => Object.values(decisions))
    .filter(({ decision }) => decision.subjectDigest === subjectDigest && decision.dossier === dossier)
    .map(({ decision }) => decision.subject);
  const [id] = ids;
  const last = id === undefined ? null : lastDecision(state, id, dossier);
  return id === undefined || last === null ? null : { id, level: last.level };
}

export type EndRefusal = "OVERRIDE_NOT_PUBLISHED" | "OVERRIDE_NOT_SIGNED" | "OVERRIDE_ENDED";

/** Ends an override before its time: one known key is enough. Throws `KEY_MALFORMED`. */
export async function endOverride(
  store: string,
  { id, key: keyFile }: { readonly id: string; readonly key: string },
  clock: Clock,
): Promise<Result<null, EndRefusal>> {
  const key = keyIn(keyFile);
  return withStore(store, (held) => {
    const state = held.state();
    const subject = state.overrides.get(id);
    const standing = subject && state.subjects.get(subject)?.overrides.find(({ override }) => override.id === id);
    if (!standing) return err("OVERRIDE_NOT_PUBLISHED");
    if (standing.isEnded) return err("OVERRIDE_ENDED");
    const signer = ringOf(state).find(({ keyId }) => keyId === key.keyId);
    if (signer === undefined) return err("OVERRIDE_NOT_SIGNED");
    const atMs = clock.wallMs();
    const end = { format: "plimsoll release override end 1", override: id, by: key.keyId, atMs } as const;
    const signed: SignedEnd = { end, signature: signatureBy(key, end).signature };
    const body = { override: id, by: signer.name, signed };
    held.store.append([{ kind: "override.ended", subject: null, evaluation: null, body }], atMs);
    return ok(null);
  });
}
