import type { Entry } from "../entry/entry.ts";
import { isConserved } from "../wallet/wallet.ts";
import type { Decider } from "./decider.ts";
import type { Fixture } from "./fixture.ts";
import { accountFault } from "./judge/accounts.ts";
import { missingFor, missingForToken } from "./judge/judgement.ts";
import type { Facts } from "./judge/facts.ts";
import { allowedPpm, type Limit } from "./judge/limit.ts";
import type { Situation } from "./situation.ts";
import type { Fault } from "./violation.ts";

const NO_GRANT = "what lacks something is granted nothing";
const EVIDENCE = "no power without fresh proven evidence, funds and credit";
const CONSERVATION = "CU are conserved";

/** Everything that has power here, and must not; and accounts that do not add up. */
export function faultsOfSituation(decider: Decider, fixture: Fixture, situation: Situation): readonly Fault[] {
  const { state, facts, at } = situation;
  const faults: Fault[] = [];
  for (const subject of [...Object.keys(facts.runs), ...Object.keys(facts.deployments)]) {
    const { levelPpm, reasons } = decider.power(state, subject, at);
    if (levelPpm > 0) faults.push(...faultsOfPower(fixture, facts, subject, levelPpm, at, reasons));
  }
  const account = accountFault(facts);
  if (account !== null) faults.push({ law: CONSERVATION, subject: "wallets", detail: account });
  const broken = state.wallets.sorted().find(([, wallet]) => !isConserved(wallet));
  if (broken !== undefined) faults.push({ law: CONSERVATION, subject: broken[0], detail: JSON.stringify(broken[1]) });
  return faults;
}

/** A lease of training or a token that must not have been granted. */
export function faultsOfEntry(fixture: Fixture, facts: Facts, entry: Entry): readonly Fault[] {
  if (entry.kind === "lease.granted")
    return entry.run === null ? [] : faultsOfPower(fixture, facts, entry.run, 1, entry.at, ["a lease"]);
  if (entry.kind !== "token.granted") return [];
  const { deployment, artifact, nodeKey, power, expiresAt, at } = entry;
  const token = { deployment, artifact, nodeKey, expiresAt, levelPpm: power.levelPpm };
  return [
    ...faultsOfPower(fixture, facts, deployment, power.levelPpm, at, ["a token"]),
    ...objections(deployment, 1, missingForToken(facts, token, at), ["a token"]),
    ...(fixture.lacks === null ? [] : [granted(fixture, deployment, "a token")]),
  ];
}

const faultsOfPower = (
  fixture: Fixture,
  facts: Facts,
  subject: string,
  levelPpm: number,
  at: number,
  reasons: readonly string[],
): readonly Fault[] => [
  ...(fixture.lacks !== null && fixture.denies === "power" ? [granted(fixture, subject, `${levelPpm} ppm`)] : []),
  ...objections(subject, levelPpm, missingFor(facts, subject, at), reasons),
];

const granted = ({ lacks }: Fixture, subject: string, what: string): Fault => ({
  law: NO_GRANT,
  subject,
  detail: `${what} without ${lacks}`,
});

function objections(
  subject: string,
  levelPpm: number,
  missing: readonly Limit[],
  reasons: readonly string[],
): readonly Fault[] {
  if (levelPpm <= allowedPpm(missing)) return [];
  const named = missing.filter((limit) => limit.levelPpm < levelPpm).map((limit) => limit.missing);
  return [{ law: EVIDENCE, subject, detail: `${levelPpm} ppm (${reasons.join(", ")}) without ${named.join(", ")}` }];
}
