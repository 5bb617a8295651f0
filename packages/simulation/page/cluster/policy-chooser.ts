import { PlimsollError } from "@plimsoll/foundation";
import type { OpenPolicy } from "../../src/learn/policy/policy.ts";
import { found } from "../controls/find.ts";
import { problemText } from "../controls/problem.ts";
import { clusterPolicyFrom } from "./policy-file.ts";

/** No policy of ours comes near; a larger file is a slip of the hand, and would stop the page. */
const POLICY_FILE_BYTES_MAX = 64 * 1_024 * 1_024;

export interface LoadedPolicy {
  readonly label: string;
  readonly open: OpenPolicy;
}

/** Binds the choice of a policy's file: it is read here, sent nowhere, and checked before it may play. */
export function bindPolicyFile(loaded: (policy: LoadedPolicy) => void): void {
  const chooser = found(document, "#cluster-file", HTMLInputElement);
  const said = found(document, "#cluster-file-said", HTMLElement);
  const say = (state: string, text: string): void => {
    said.dataset["state"] = state;
    said.textContent = text;
  };
  const take = async (file: File): Promise<void> => {
    try {
      const open = clusterPolicyFrom(await textOf(file));
      const { maker, seed, digest } = open.policy;
      loaded({ label: `Learned: ${file.name}`, open });
      say("loaded", `${file.name}: by ${maker}, seed ${seed}, ${digest.slice(0, 19)}…`);
    } catch (cause) {
      say("failed", `${file.name} was not loaded. ${problemText(cause)}`);
    }
  };
  chooser.addEventListener("change", () => {
    const file = chooser.files?.[0];
    if (file !== undefined) void take(file);
  });
}

async function textOf(file: File): Promise<string> {
  if (file.size <= POLICY_FILE_BYTES_MAX) return file.text();
  throw new PlimsollError({
    code: "POLICY_FILE_SIZE",
    expected: `at most ${POLICY_FILE_BYTES_MAX} bytes`,
    received: `${file.size}`,
    fix: "choose the policy.json that a training wrote",
  });
}
