import { type Digest, ok, type Result } from "@plimsoll/foundation";
import { type Refusal, refusal } from "../codes.ts";
import { trialsIn, EMPTY_TALLY } from "../control/window-set.ts";
import { askableFamilies, askedFamilies } from "../credit/asked-families.ts";
import { type Examination, familyCellOf } from "../credit/examination.ts";
import type { Family } from "../credit/family.ts";
import { verdictsOf } from "../credit/family-verdict.ts";
import type { EntryBodyOf } from "../entry/entry.ts";
import { must } from "../fold/change.ts";
import type { Policy } from "../policy/policy.ts";
import type { Lineage } from "../state/lineage.ts";
import type { KernelState, Site } from "../state/state.ts";
import { examined, examinedTier } from "./examined-subject.ts";
import { gravest } from "./precedence.ts";
import { holdRefused, nameRefused, openRefused, wornRefused } from "./probed-subject.ts";
import { inTime, refuse, type Rule } from "./rule.ts";

/** Registers an examination before its first trial: which weights, which public and held-out probes, how many trials. */
export const registerFamilies: Rule<"families.register"> = (state, command, occasion) => {
  const { examination, subject, digest, probeSet, heldOutSet } = command;
  const found = examined(state, subject, digest);
  if (!found.ok) return found;
  const { lab, lineage } = found.value;
  const { policy } = occasion.site;
  const refused = gravest([
    holdRefused(state, lab, occasion),
    nameRefused(state.examinations, examination),
    openRefused(lineage.openExamination),
    wornRefused([lineage], probeSet, policy),
    knownRefused(state, lineage, { probeSet, heldOutSet }, policy),
  ]);
  if (refused !== null) return { ok: false, error: refused };
  const { trialsPerFamily: trials, windowDeadlineMs } = policy;
  const deadlineAt = occasion.at + windowDeadlineMs;
  return ok([{ kind: "families.registered", examination, subject, digest, probeSet, heldOutSet, trials, deadlineAt }]);
};

/** Held-out probes are worth something only while the lineage has not learnt them: never public, and not asked too often. */
function knownRefused(
  state: KernelState,
  lineage: Lineage,
  { probeSet, heldOutSet }: { readonly probeSet: Digest; readonly heldOutSet: Digest },
  policy: Policy,
): Refusal | null {
  const wasPublic = heldOutSet === probeSet || lineage.probeSetUses[heldOutSet] !== undefined;
  if (!wasPublic && timesHeldOut(state, lineage, heldOutSet) < policy.probeSetUses) return null;
  return refusal(
    "PROBE_SET_WORN",
    `a held-out set that was never public and served "${lineage.lineage}" fewer than ${policy.probeSetUses} times`,
    heldOutSet,
    "rotate: register a new held-out set",
  );
}

const timesHeldOut = (state: KernelState, { lineage }: Lineage, heldOutSet: Digest): number =>
  [...state.examinations.values()].filter((asked) => asked.lineage === lineage && asked.heldOutSet === heldOutSet)
    .length;

/** The beacon says which families are asked, and those that are failing are asked again in any case: that is their way back. */
export const drawFamilies: Rule<"families.draw"> = (state, { examination: name, pulse }, occasion) => {
  const { policy } = occasion.site;
  const found = inTime(openExamination(state, name), occasion);
  if (!found.ok) return found;
  const examination = found.value;
  if (examination.pulse !== null) {
    return refuse(
      "WINDOWS_DRAWN",
      "an examination whose families are not drawn",
      `"${name}", drawn`,
      "use the pulse in the ledger",
    );
  }
  const drawn = askedFamilies(pulse, examinedTier(state, examination.subject), policy);
  const failing = failingOn(state, examination);
  const isAsked = (family: Family): boolean => drawn.includes(family) || failing.has(family);
  return ok([{ kind: "families.drawn", examination: name, pulse, asked: askableFamilies(policy).filter(isAsked) }]);
};

/** What blocks these weights (K-62): what was not passed on the lineage, and on their own line, whatever a fork has passed since. */
function failingOn({ lineages, checkpoints }: KernelState, { lineage, digest }: Examination): ReadonlySet<Family> {
  const results = [must(lineages, lineage).families, must(checkpoints, digest).families];
  const failing = results.flatMap((known) => Object.values(known)).filter(({ verdict }) => verdict !== "passed");
  return new Set(failing.map(({ family }) => family));
}

export const recordFamily: Rule<"family.record"> = (state, command, occasion) => {
  const { examination: name, family, context, part, controlled, uncontrolled, void: missing, transcript } = command;
  const found = inTime(openExamination(state, name), occasion);
  if (!found.ok) return found;
  const { pulse, asked, tallies, trials } = found.value;
  if (pulse === null)
    return refuse(
      "WINDOWS_NOT_DRAWN",
      "an examination whose families are drawn",
      `"${name}"`,
      "draw first: families.draw",
    );
  if (!asked.includes(family))
    return refuse("FAMILY_NOT_ASKED", asked.join(", "), `"${family}"`, "record the families that were drawn");
  const counted =
    trialsIn(tallies[familyCellOf(family, context, part)] ?? EMPTY_TALLY) + controlled + uncontrolled + missing;
  if (counted > trials) {
    return refuse(
      "TRIALS_EXCEED_WINDOW",
      `at most ${trials} trials in ${familyCellOf(family, context, part)}`,
      `${counted}`,
      "send each trial once",
    );
  }
  return ok([
    {
      kind: "family.recorded",
      examination: name,
      family,
      context,
      part,
      controlled,
      uncontrolled,
      void: missing,
      transcript,
    },
  ]);
};

export const closeFamilies: Rule<"families.close"> = (state, { examination }, { site }) => {
  const found = openExamination(state, examination);
  return found.ok ? ok([familiesClosed(state, site, found.value)]) : found;
};

/**
 * Closes an examination with its verdicts. One that was never drawn counts as if every family had been asked: else an evaluator could
 * look at the pulse and drop the draws that it does not like.
 */
export function familiesClosed(
  state: KernelState,
  { policy }: Site,
  examination: Examination,
): EntryBodyOf<"families.closed"> {
  const asked = examination.pulse === null ? askableFamilies(policy) : examination.asked;
  const { lineage, digest } = examination;
  const cover = state.checkpoints.get(digest)?.cover ?? "";
  const failedBefore = state.lineages.get(lineage)?.failedExaminations[cover] ?? {};
  return {
    kind: "families.closed",
    examination: examination.examination,
    verdicts: verdictsOf({ ...examination, asked }, failedBefore),
  };
}

/** An examination that is not closed, though it may be overdue. */
function openExamination(state: KernelState, name: string): Result<Examination, Refusal> {
  const examination = state.examinations.get(name);
  if (examination === undefined)
    return refuse("UNKNOWN_WINDOWS", "a registered examination", `"${name}"`, "register it first: families.register");
  if (examination.closedAt !== null)
    return refuse("WINDOWS_CLOSED", "an open examination", `"${name}", closed`, "register a new one");
  return ok(examination);
}
