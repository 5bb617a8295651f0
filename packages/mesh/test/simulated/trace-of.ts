/** Prints the trace hash of one scenario, for another process to compare with. Arguments: profile, seed. */
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { scenarioOf } from "../../src/simulated/scenario/profiles.ts";
import { runScenario } from "../../src/simulated/scenario/run-scenario.ts";
import type { Profile } from "../../src/simulated/scenario/scenario-spec.ts";

const [profile = "churn", seed = "1"] = process.argv.slice(2);
console.info(runScenario(scenarioOf(profile as Profile, Number(seed)), nativeCryptography()).summary.traceHash);
