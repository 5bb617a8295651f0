import { PlimsollError } from "@plimsoll/foundation";
import { ACTION_COUNT } from "../../src/cluster/actions.ts";
import { type OpenPolicy, openPolicy } from "../../src/learn/policy/policy.ts";
import { GLOBAL_SIGHT, LOCAL_SIGHT } from "./lane-brain.ts";

/**
 * A learned policy for a cluster from the text of a file.
 * @throws {PlimsollError} `POLICY_FILE_JSON`, `POLICY_FILE_WORLD` where its observations or actions are not a cluster's;
 * and what `openPolicy` throws
 */
export function clusterPolicyFrom(text: string): OpenPolicy {
  const open = openPolicy(jsonOf(text));
  const { observationSize, actionCount } = open.policy;
  if (actionCount !== ACTION_COUNT || ![LOCAL_SIGHT, GLOBAL_SIGHT].includes(observationSize))
    throw fault(
      "POLICY_FILE_WORLD",
      `${LOCAL_SIGHT} or ${GLOBAL_SIGHT} observed numbers and ${ACTION_COUNT} actions`,
      `${observationSize} and ${actionCount}`,
    );
  return open;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fault("POLICY_FILE_JSON", "a JSON file", cause instanceof Error ? cause.message : "something else");
  }
}

const fault = (code: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code,
    expected,
    received,
    fix: "choose a policy that `plimsoll lab cluster train` wrote (policy.json)",
  });
