import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import { argueCase } from "../../evaluation/argue-case.ts";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import { planFor, verifyCase } from "../../evaluation/verify-case.ts";
import { checkOverride } from "../../evolution/check-override.ts";
import { rolesOf, verifierOf } from "../../evolution/key-ring.ts";
import { type SignedOverride, signedOverrideShape } from "../../evolution/override.ts";
import type { Level } from "../../policy/level.ts";
import { keptOfKind } from "../../record/kept-of-kind.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { HeldStore } from "../store/with-store.ts";
import { checkSignature, ringOf } from "./keys.ts";
import { digestOfPolicy } from "./open-desk.ts";

/**
 * The input with those overrides alone that may be used now: published, signed by both roles, unused, about exactly this dossier
 * under this policy, and of the level that the case has without any of them.
 */
export function withUsableOverrides(input: EvaluationInput, { store, state }: HeldStore): EvaluationInput {
  const standing = new Set(input.site.overrides.map(({ id }) => id));
  if (standing.size === 0) return input;
  const { dossier, policy, nowMs } = input;
  const ring = ringOf(state());
  const published = publishedIn(store);
  const facts = {
    subjectDigest: digestOf(dossier.subject),
    dossier: digestOf(dossier),
    policy: digestOfPolicy(policy),
    level: levelWithout(input),
    overrideDaysMax: policy.overrideDaysMax,
    nowMs,
    roles: rolesOf(ring),
    verify: verifierOf(ring, checkSignature),
    published: published.map(({ digest }) => digest),
    // The state gives no other: what was used or ended does not stand.
    used: [],
    ended: [],
  };
  const overrides = published
    .filter(({ signed }) => standing.has(signed.override.id))
    .flatMap(({ signed }) => {
      const checked = checkOverride(signed, facts);
      return checked.ok ? [checked.value] : [];
    });
  return { ...input, site: { ...input.site, overrides } };
}

/** A record whose body is no override is a fault of the chain, and grants nothing. */
function publishedIn(store: ReleaseReader): readonly { readonly digest: Digest; readonly signed: SignedOverride }[] {
  return [...keptOfKind(store, "override.published")].flatMap(({ record, body }) => {
    const parsed = signedOverrideShape.parse(body);
    return parsed.ok ? [{ digest: record.body, signed: parsed.value }] : [];
  });
}

/** An exception must not make the level at which it holds. */
function levelWithout(input: EvaluationInput): Level {
  const without = { ...input, site: { ...input.site, overrides: [] } };
  const { defects } = argueCase(without);
  return verifyCase(without, defects, planFor(without, defects)).level.level;
}

const digestOf = (value: object): Digest => digestOfValue(value as CanonicalValue);
