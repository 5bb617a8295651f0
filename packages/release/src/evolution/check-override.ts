import { canonicalJson, type Digest, digestOfValue, err, ok, type Result, utf8 } from "@plimsoll/foundation";
import { isAtLeast, type Level } from "../policy/level.ts";
import { type Override, type SignedOverride, signedOverrideShape } from "./override.ts";

/** A key and whose it is. No key has two roles. */
export interface KeyRole {
  readonly keyId: string;
  /** An operator stops and tightens, and signs no exception. */
  readonly role: "architect" | "independent" | "operator";
}

/** MUST be false for a key that it does not know and for a signature that does not hold, and MUST NOT throw for either. */
export type VerifySignature = (keyId: string, bytes: Uint8Array, signature: string) => boolean;

export interface OverrideFacts {
  readonly subjectDigest: Digest;
  readonly dossier: Digest;
  /** In force, without any override. */
  readonly policy: Digest;
  readonly level: Level;
  /** At most 7. */
  readonly overrideDaysMax: number;
  readonly nowMs: number;
  readonly roles: readonly KeyRole[];
  readonly verify: VerifySignature;
  /** Digests of the bodies of `override.published` that stand in the log by now. */
  readonly published: readonly Digest[];
  /** Ids that were used, and that were ended early. */
  readonly used: readonly string[];
  readonly ended: readonly string[];
}

export type OverrideRefusal =
  | "OVERRIDE_MALFORMED"
  | "OVERRIDE_BELOW_ASL_5"
  | "OVERRIDE_NOT_ABOUT_THIS"
  | "OVERRIDE_NOT_IN_FORCE"
  | "OVERRIDE_NOT_SIGNED"
  | "OVERRIDE_NOT_PUBLISHED"
  | "OVERRIDE_ENDED"
  | "OVERRIDE_USED";

const DAY_MS = 86_400_000;

/** May this exception be used now, once (the sheet's §5.18)? The first thing that does not hold refuses it. */
export function checkOverride(offered: unknown, facts: OverrideFacts): Result<Override, OverrideRefusal> {
  const parsed = signedOverrideShape.parse(offered);
  if (!parsed.ok) return err("OVERRIDE_MALFORMED");
  const { override } = parsed.value;
  if (!isAtLeast(facts.level, "ASL-5") || !isAtLeast(override.level, "ASL-5")) return err("OVERRIDE_BELOW_ASL_5");
  if (!isAboutThis(override, facts)) return err("OVERRIDE_NOT_ABOUT_THIS");
  if (!isInWindow(override, facts)) return err("OVERRIDE_NOT_IN_FORCE");
  if (!isSignedByBoth(parsed.value, facts)) return err("OVERRIDE_NOT_SIGNED");
  if (!facts.published.includes(digestOfValue(parsed.value))) return err("OVERRIDE_NOT_PUBLISHED");
  if (facts.ended.includes(override.id)) return err("OVERRIDE_ENDED");
  return facts.used.includes(override.id) ? err("OVERRIDE_USED") : ok(override);
}

const isAboutThis = (override: Override, facts: OverrideFacts): boolean =>
  override.subjectDigest === facts.subjectDigest &&
  override.dossier === facts.dossier &&
  override.policy === facts.policy &&
  override.level === facts.level;

function isInWindow({ issuedAtMs, expiresAtMs }: Override, { nowMs, overrideDaysMax }: OverrideFacts): boolean {
  const isShort = expiresAtMs - issuedAtMs <= overrideDaysMax * DAY_MS;
  return isShort && issuedAtMs <= nowMs && nowMs < expiresAtMs;
}

/** The architect's key and another one of an independent holder, each over the canonical text. */
function isSignedByBoth({ override, signatures }: SignedOverride, { roles, verify }: OverrideFacts): boolean {
  const bytes = utf8(canonicalJson(override));
  const signers = new Set(
    signatures.filter(({ keyId, signature }) => verify(keyId, bytes, signature)).map(({ keyId }) => keyId),
  );
  const isSignedBy = (wanted: KeyRole["role"]): boolean =>
    [...signers].some((signer) => hasOnly(wanted, roles, signer));
  return isSignedBy("architect") && isSignedBy("independent");
}

/** A key under both roles has neither: one person would be two. */
function hasOnly(wanted: KeyRole["role"], roles: readonly KeyRole[], signer: string): boolean {
  const own = roles.filter(({ keyId }) => keyId === signer);
  return own.length > 0 && own.every(({ role }) => role === wanted);
}
