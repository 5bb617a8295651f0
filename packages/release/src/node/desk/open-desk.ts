import { canonicalJson, type Digest, digestOfValue, utf8 } from "@plimsoll/foundation";
import { readPolicy, type Policy } from "../../policy/policy.ts";
import type { Draft } from "../../record/bodies.ts";
import { policyInForce, type ReleaseState } from "../../state/release-state.ts";
import { type TighteningEnvironment, tightenedBy } from "../../state/tightened-by.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { HeldStore } from "../store/with-store.ts";
import type { Shipped } from "./shipped.ts";

/** Begins a log where there is none: with what ships, so that the first answer names a policy that is in the log. */
export function openDesk(
  { store, state }: HeldStore,
  { policy, safeguards }: Shipped,
  implementation: Digest,
  nowMs: number,
): void {
  if (state().next > 0) return;
  const [bytes] = [policyBytes(policy)];
  store.putBlobs([bytes]);
  const opened: readonly Draft[] = [
    { kind: "site.opened", subject: null, evaluation: null, body: { name: "release desk", implementation } },
    {
      kind: "policy.adopted",
      subject: null,
      evaluation: null,
      body: {
        policy: digestOfPolicy(policy),
        version: policy.version,
        previous: policy.previous,
        by: ["shipped"],
        why: "the policy that ships with the program",
        direction: "first",
      },
    },
    {
      kind: "safeguards.adopted",
      subject: null,
      evaluation: null,
      body: { safeguards, by: ["shipped"], why: "the safeguards that ship with the program" },
    },
  ];
  store.append(opened, nowMs);
}

/** The policy in force, made stricter by the environment where that asks for it. Throws as `tightenedBy` and `blob`. */
export function policyNow(
  state: ReleaseState,
  store: ReleaseReader,
  environment: TighteningEnvironment,
  fallback: Policy,
): Policy {
  const inForce = policyInForce(state);
  const policy =
    inForce === null ? fallback : readPolicy(JSON.parse(new TextDecoder().decode(store.blob(inForce.policy))));
  return tightenedBy(policy, environment);
}

export const policyBytes = (policy: Policy): Uint8Array => utf8(canonicalJson(policy));
export const digestOfPolicy = (policy: Policy): Digest => digestOfValue(policy);
