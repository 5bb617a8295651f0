import type { OverrideView } from "./release-reading.ts";
import type { ToldOverride, ToldRelease } from "./told-release.ts";

export function overrideView(told: ToldOverride, { decisions }: ToldRelease, nowMs: number): OverrideView {
  const { id, scope, subjectDigest } = told.signed.override;
  const about = decisions.find(({ decision }) => decision.subjectDigest === subjectDigest);
  return {
    override: id,
    subject: about?.decision.subject ?? null,
    scope,
    at: told.at,
    standing: standingOf(told, nowMs),
    record: told.record,
    signed: told.signed,
  };
}

function standingOf({ isUsed, isEnded, signed }: ToldOverride, nowMs: number): OverrideView["standing"] {
  if (isUsed) return "used";
  if (isEnded) return "ended";
  return nowMs >= signed.override.expiresAtMs ? "expired" : "published";
}
