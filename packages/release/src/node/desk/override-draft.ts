import { readFileSync } from "node:fs";
import {
  type CanonicalValue,
  type Clock,
  digestOfValue,
  err,
  ok,
  PlimsollError,
  type Result,
} from "@plimsoll/foundation";
import type { Decision } from "../../decision/decision.ts";
import type { OverrideRefusal } from "../../evolution/check-override.ts";
import { type Override, overrideShape, type SignedOverride, signedOverrideShape } from "../../evolution/override.ts";
import { isAtLeast } from "../../policy/level.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE, type ReleaseState } from "../../state/release-state.ts";
import { subjectOf } from "../../state/site-facts-of.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";
import { readDossierFolder } from "../dossier/read-dossier-folder.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { keyIn, signatureBy } from "./keys.ts";
import { digestOfPolicy, policyNow } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

/** What an override is drafted for. */
export interface OverrideAsked {
  readonly folder: string;
  readonly store: string;
  readonly scope: Override["scope"];
  /** 200 to 4 000 characters. */
  readonly reason: string;
  /** From now, at most the policy's. */
  readonly days: number;
}

export type DraftRefusal = OverrideRefusal | "OVERRIDE_NOT_EVALUATED";

const DAY_MS = 86_400_000;

/**
 * The text that two people sign: about this dossier as it is now, under the policy in force, at the level of its last evaluation.
 * Throws `RELEASE_STORE_NOT_FOUND` and as `readDossierFolder`.
 */
export function draftOverride(
  { folder, store, scope, reason, days }: OverrideAsked,
  { clock, environment }: { readonly clock: Clock; readonly environment: TighteningEnvironment },
): Result<SignedOverride, DraftRefusal> {
  const { dossier } = readDossierFolder(folder);
  using reader = readReleaseStore(store);
  const state = caughtUp(EMPTY_STATE, reader);
  const [subjectDigest, dossierDigest] = [dossier.subject, dossier].map((value: object) =>
    digestOfValue(value as CanonicalValue),
  ) as [Override["subjectDigest"], Override["dossier"]];
  const last = lastDecision(state, dossier.subject.id, dossierDigest);
  if (last === null) return err("OVERRIDE_NOT_EVALUATED");
  if (!isAtLeast(last.level, "ASL-5")) return err("OVERRIDE_BELOW_ASL_5");
  const policy = policyNow(state, reader, environment, shipped().policy);
  if (!(days >= 1 && days <= policy.overrideDaysMax)) return err("OVERRIDE_NOT_IN_FORCE");
  const issuedAtMs = clock.wallMs();
  const override = {
    format: "plimsoll release override 1" as const,
    id: `override-${state.overrides.size + 1}`,
    subjectDigest,
    dossier: dossierDigest,
    policy: digestOfPolicy(policy),
    level: last.level,
    scope,
    reason,
    issuedAtMs,
    expiresAtMs: issuedAtMs + days * DAY_MS,
  };
  const parsed = overrideShape.parse(override);
  return parsed.ok ? ok({ override: parsed.value, signatures: [] }) : err("OVERRIDE_MALFORMED");
}

/** Of this very dossier, whatever was to be done; the latest. */
export function lastDecision(state: ReleaseState, subject: string, dossier: Override["dossier"]): Decision | null {
  const { decisions } = subjectOf(state, subject);
  const own = Object.values(decisions).filter(({ decision }) => decision.dossier === dossier);
  return own.toSorted((one, other) => other.sequence - one.sequence)[0]?.decision ?? null;
}

/** Throws `OVERRIDE_UNREADABLE` for a file that is none. */
export function readOverride(file: string): SignedOverride {
  const parsed = signedOverrideShape.parse(jsonIn(file));
  if (parsed.ok) return parsed.value;
  throw unreadable(file, `${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw unreadable(file, "JSON", cause.message);
    throw cause;
  }
}

const unreadable = (file: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "OVERRIDE_UNREADABLE",
    expected: `an override in ${file} (${expected})`,
    received,
    fix: "make it anew: plimsoll release override draft",
  });

/** With one more signature; the same key's earlier one is replaced. Throws `KEY_MALFORMED`. */
export function signOverride({ override, signatures }: SignedOverride, keyFile: string): SignedOverride {
  const signature = signatureBy(keyIn(keyFile), override);
  const others = signatures.filter(({ keyId }) => keyId !== signature.keyId);
  return { override, signatures: [...others, signature] };
}
