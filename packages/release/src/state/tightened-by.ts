import { PlimsollError } from "@plimsoll/foundation";
import { type Policy, readPolicy } from "../policy/policy.ts";

/** Values of the environment that may make a policy stricter, and nothing else. As text, as an environment has them. */
export interface TighteningEnvironment {
  /** A share such as `0.4`, at most four places; not below the policy's. */
  readonly SSI_THRESHOLD_CRITICAL?: string | undefined;
  /** A share such as `0.75`, at most four places; not below the policy's. */
  readonly CORROBORATION_THRESHOLD?: string | undefined;
  /** A whole number of T such as `60`; not above the policy's. */
  readonly INITIAL_T_VALUE?: string | undefined;
}

/**
 * The policy with what the environment asks for (the sheet's §4.2, rule 7). An empty environment gives the policy itself.
 *
 * @throws {PlimsollError} `RELEASE_ENVIRONMENT_LOOSER` for a value that would loosen it, `RELEASE_ENVIRONMENT_MALFORMED` for
 * one that is none, `RELEASE_POLICY_INVALID` where the numbers no longer go together: none of them may start.
 */
export function tightenedBy(policy: Policy, environment: TighteningEnvironment): Policy {
  const { stability, verification, budget } = policy;
  const critical = tightened(environment, "SSI_THRESHOLD_CRITICAL", stability.critical, shareOf);
  const corroboration = tightened(environment, "CORROBORATION_THRESHOLD", verification.corroboration, shareOf);
  const cap = tightened(environment, "INITIAL_T_VALUE", budget.cap, wholeOf);
  if (critical === null && corroboration === null && cap === null) return policy;
  return readPolicy({
    ...policy,
    stability: { ...stability, critical: critical ?? stability.critical },
    verification: { ...verification, corroboration: corroboration ?? verification.corroboration },
    budget: { ...budget, cap: cap ?? budget.cap },
  });
}

/** Whether a greater number is the stricter one. */
const IS_GREATER_STRICTER: Readonly<Record<keyof TighteningEnvironment, boolean>> = {
  SSI_THRESHOLD_CRITICAL: true,
  CORROBORATION_THRESHOLD: true,
  INITIAL_T_VALUE: false,
};

function tightened(
  environment: TighteningEnvironment,
  name: keyof TighteningEnvironment,
  own: number,
  read: (text: string) => number | null,
): number | null {
  const text = environment[name];
  if (text === undefined) return null;
  const value = read(text);
  if (value === null) throw malformed(name, text);
  if (IS_GREATER_STRICTER[name] ? value < own : value > own) throw looser(name, text);
  return value;
}

/** Exactly, without a float in between: `0.35` is 3 500 ten-thousandths. */
function shareOf(text: string): number | null {
  const [, whole = "", places = ""] = /^([01])(?:\.(\d{1,4}))?$/.exec(text) ?? [];
  if (whole === "") return null;
  const share = Number(whole) * 10_000 + Number(places.padEnd(4, "0"));
  return share <= 10_000 ? share : null;
}

const wholeOf = (text: string): number | null => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : null);

const looser = (name: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_ENVIRONMENT_LOOSER",
    expected: `a ${name} that is as strict as the policy or stricter`,
    received: JSON.stringify(received),
    fix: "unset it, or adopt another policy: the environment may only tighten",
  });

const malformed = (name: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_ENVIRONMENT_MALFORMED",
    expected:
      name === "INITIAL_T_VALUE"
        ? `${name} as a whole number from 1 on`
        : `${name} as a share such as 0.7, of at most four places`,
    received: JSON.stringify(received),
    fix: "mend it or unset it",
  });
