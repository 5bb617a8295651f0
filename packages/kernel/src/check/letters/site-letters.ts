import { digestOfValue } from "@plimsoll/foundation";
import type { Policy } from "../../policy/policy.ts";
import { KEYS, signed, SITE_KEYS } from "./keys.ts";
import { letter, type Letter, type Place, wait } from "./letter.ts";
import { HOUR_MS, scopePolicy, SECOND_MS } from "./scope-policy.ts";

/** A digest that everybody knows by its name. */
export const named = (name: string) => digestOfValue({ named: name });

export const ROOT = named("hardware root");

/** A site with one lab of so many people, each of whom is worth one CU in a quarter. */
export const openSite = ({
  headcount = 26,
  meters = false,
  policy = scopePolicy,
}: { readonly headcount?: number; readonly meters?: boolean; readonly policy?: Policy } = {}): Letter =>
  letter(`open a site for a lab of ${headcount}${meters ? ", metered" : ""}`, () => [
    signed({ type: "site.open", site: "small", policy, keys: [...SITE_KEYS] }),
    signed({
      type: "lab.accredit",
      lab: "acme",
      labKey: KEYS.lab,
      headcount,
      baselineComputeUnits: 0,
      persons: [],
      hardwareRoots: [ROOT],
      meters: meters ? [KEYS.meter] : [],
    }),
  ]);

export const secondPasses = wait("a second passes", SECOND_MS);
/** Longer than any evidence or attestation holds, by a millisecond. */
export const hourPasses = wait("an hour passes", HOUR_MS + 1);
/** Longer than a meter may be silent. */
export const halfMinutePasses = wait("half a minute passes", 30 * SECOND_MS);

/** More than a training from scratch may compute before its first checkpoint, and less than its quantum. */
export const minutesPass = wait("two minutes pass", 120 * SECOND_MS);

/** The heartbeat, with every lease that is live. */
export const tick = letter("tick", ({ state }) => [
  signed({ type: "tick", holders: state.leases.sorted().map(([name]) => name) }),
]);

/** An honest report of a lab that has used nothing, by a meter's clock that is so far off. */
export const report = (name: string, offMs = 0): Letter => letter(name, (place) => [signed(reportAt(place, offMs))]);

const reportAt = ({ at }: Place, offMs: number) =>
  ({
    type: "meter.report",
    lab: "acme",
    measuredAt: at + offMs,
    energyMj: "0",
    apiCalls: 0,
    trainingFlop: "0",
    partsMj: [],
  }) as const;

/** Parts that exceed the whole: the lab is shut down. */
export const reportFraud = letter("a meter reports parts that exceed the whole", (place) => [
  signed({ ...reportAt(place, 0), partsMj: ["1"] }),
]);

export const clearHold = letter("an auditor clears the lab", () => [
  signed({ type: "forensic.clear", lab: "acme", report: named("clearance") }),
]);

/** Signed by everybody but the lab. */
const WITHOUT_LAB: readonly string[] = [KEYS.operatorA, KEYS.operatorB, KEYS.evaluatorA, KEYS.node];

export const reportStolen = letter("the lab's key is reported stolen", () => [
  signed({ type: "key.revoke", keyId: KEYS.lab, reason: "stolen" }, WITHOUT_LAB),
]);

export const rotateLabKey = letter("two operators give the lab another key", () => [
  signed({ type: "key.rotate", from: KEYS.lab, to: KEYS.newLab, publicKey: `${"A".repeat(43)}=` }, WITHOUT_LAB),
]);

export const affidavitFor = (subject: string): Letter =>
  letter(`file an affidavit for ${subject}`, ({ state }) => [
    signed({
      type: "affidavit.file",
      affidavit: `affidavit-${state.affidavits.size + 1}`,
      lab: "acme",
      subject,
      statement: named("statement"),
    }),
  ]);

/** Evidence that holds longer and further: signed as it must be, and not in force before a week has passed. */
export const widenPolicy = letter("two operators widen the policy", () => [
  signed({
    type: "policy.change",
    policy: { ...scopePolicy, evidenceTtlMs: 24 * HOUR_MS, coverFlop: "1000000", coverCheckpoints: 100 },
  }),
]);
