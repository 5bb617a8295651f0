import { type Digest, err, ok, utf8 } from "@plimsoll/foundation";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import { newSite } from "../../evaluation/new-site.ts";
import { goldenCases, type GoldenCase } from "../../golden/cases.ts";
import type { IntakeRules } from "../../intake/intake-rules.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Safeguard } from "../../evolution/safeguard.ts";
import { examineFolder, examinationOptions } from "./examine-folder.ts";

/** The golden dossiers are of this day: nothing in them ages. 2026-11-23, ms since 1970. */
export const GOLDEN_NOW_MS = 1_795_392_000_000;

export interface TrialRules {
  readonly policy: Policy;
  readonly safeguards: readonly Safeguard[];
  readonly intakeRules: IntakeRules;
  readonly implementation: Digest;
}

/** The golden dossiers as inputs. Another subject's name keeps a rule that was made for somebody's risk from standing for theirs. */
export const goldenTrials = (rules: TrialRules): readonly EvaluationInput[] =>
  goldenCases(GOLDEN_NOW_MS).map((golden) => trialOf(golden, rules));

/** One golden dossier, read and examined. */
export function trialOf({ id, folder, site }: GoldenCase, rules: TrialRules): EvaluationInput {
  const { policy, safeguards, intakeRules, implementation } = rules;
  const dossier = { ...folder.dossier, subject: { ...folder.dossier.subject, id: "trial-works/heron-2" } };
  const read = (place: string) => {
    const text = folder.files.get(place);
    return text === undefined ? err(`no file ${place}`) : ok(utf8(text));
  };
  const rest = { owners: [], cacheFolder: null, implementation, faults: [] };
  const { examination } = examineFolder(dossier, examinationOptions(read, intakeRules, rest));
  return {
    format: "plimsoll release evaluation input 1",
    evaluation: id,
    question: null,
    by: null,
    dossier,
    examination,
    policy,
    site: { ...newSite(policy, safeguards), ...site },
    nowMs: GOLDEN_NOW_MS,
    implementation,
    isRepairOn: true,
  };
}
