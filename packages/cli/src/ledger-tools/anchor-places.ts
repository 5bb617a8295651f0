import { createPrivateKey } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { type AnchorTarget, type TlogPolicy } from "@plimsoll/ledger";
import { fileText } from "../kernel-tools/input-file.ts";
import { trustPolicyIn } from "./trust-policy.ts";

/** Where checkpoints go, as somebody said it. */
export interface AnchorPlaces {
  readonly policy?: string;
  readonly file: readonly string[];
  readonly hook: readonly string[];
  readonly rekor?: string;
  readonly rekorKey?: string;
}

export interface Places {
  readonly policy: TlogPolicy | null;
  readonly targets: readonly AnchorTarget[];
}

const POST = { timeoutMs: 20_000, attemptsMax: 3, wait: (ms: number): Promise<void> => wait(ms) };

/** Throws `ANCHOR_NOWHERE` where none is named, and what reading a policy or a key throws. */
export async function placesOf({ policy, file, hook, rekor, rekorKey }: AnchorPlaces): Promise<Places> {
  const targets: AnchorTarget[] = [
    ...file.map((path): AnchorTarget => ({ kind: "file", path })),
    ...hook.map((url): AnchorTarget => ({ kind: "hook", url, ...POST })),
  ];
  if (rekor !== undefined) {
    if (rekorKey === undefined) throw anchorNowhere("--rekor without --rekor-key");
    targets.push({ kind: "rekor", url: rekor, privateKey: createPrivateKey(await fileText(rekorKey)), ...POST });
  }
  if (targets.length === 0 && policy === undefined) throw anchorNowhere("no place");
  return { targets, policy: policy === undefined ? null : await trustPolicyIn(policy) };
}

const anchorNowhere = (received: string): PlimsollError =>
  new PlimsollError({
    code: "ANCHOR_NOWHERE",
    expected: "one of --policy, --file, --hook, or --rekor with --rekor-key",
    received,
    fix: "name a place that the ledger's owner cannot roll back",
  });
