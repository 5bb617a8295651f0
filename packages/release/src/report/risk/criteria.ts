import type { Criterion, JudgedCriterion } from "../../arbitration/criterion.ts";
import type { Mission } from "../../dossier/mission.ts";
import { type Case, lastOwn, notOnRecord } from "../case.ts";
import { type Block, row, tableBlock, textBlock } from "../document.ts";
import { counted, listed, share } from "../words.ts";

/** What a dossier itself says to a criterion, and what of it is lacking; null: nothing is. */
interface Said {
  readonly said: string;
  readonly lacking: string | null;
}

/** Each criterion of the mission: what is said to it, what claims show it, and what is lacking where it is not met in full. */
export function criteriaTable(theCase: Case): Block {
  const made = lastOwn(theCase, "arbitration.made");
  if (made === null) return textBlock(notOnRecord(theCase));
  const { criteria, mission } = made.body;
  return tableBlock(
    "Criteria of the mission",
    ["criterion", "met", "required", "said in mission or plan", "shown by claims", "lacking"],
    criteria.map((judged) => {
      const said = saidTo(theCase, judged.criterion, mission);
      return row(
        [made.sequence],
        [
          judged.criterion,
          share(judged.met),
          judged.isRequired ? "required" : "not required",
          said.said,
          listed(judged.claims, "nothing"),
          lackingOf(judged, said),
        ],
      );
    }),
    [made.sequence],
  );
}

function lackingOf({ met, claims }: JudgedCriterion, { lacking }: Said): string {
  if (met === 10_000) return "nothing";
  const unshown = claims.length === 0 ? "a carried claim that shows it" : null;
  const parts = [lacking, unshown].filter((part) => part !== null);
  if (parts.length > 0) return parts.join("; and ");
  return met === 5_000
    ? "a claim that shows it in full, not in part"
    : "what the dossier has to say to it, not in this pack";
}

function saidTo(theCase: Case, criterion: Criterion, mission: Mission): Said {
  switch (criterion) {
    case "purpose":
      return purpose(mission);
    case "safeguards":
      return safeguards(theCase);
    case "reversibility":
      return reversibility(theCase);
    case "least-capable":
      return alternatives(theCase);
    case "incidents":
      return incidents(mission);
    case "stop-owner":
      return stopOwner(mission);
    case "dissent":
      return dissent(mission);
    default:
      return NOT_ASKED;
  }
}

const NOT_ASKED: Said = { said: "not asked for", lacking: null };

function purpose({ statement, beneficiaries }: Mission): Said {
  const isStated = statement.trim() !== "";
  const missing = [...(isStated ? [] : ["a statement"]), ...(beneficiaries.length > 0 ? [] : ["whom it is for"])];
  const said = `${isStated ? "a statement" : "no statement"}, for ${listed(beneficiaries, "nobody named")}`;
  return { said, lacking: missing.length === 0 ? null : `in the mission: ${missing.join(" and ")}` };
}

/** Which thresholds are open is worked out from claims; the dossier says no more to it than what it claims. */
function safeguards(theCase: Case): Said {
  const judged = lastOwn(theCase, "arbitration.made")?.body.criteria.find(
    ({ criterion }) => criterion === "safeguards",
  );
  const isShort = judged?.met === 0 && judged.claims.length > 0;
  return {
    said: "not asked for",
    lacking: isShort ? "a carried claim of a safeguard for each threshold that is not ruled out" : null,
  };
}

function reversibility(theCase: Case): Said {
  const drills = lastOwn(theCase, "stability.read")?.body.drills ?? null;
  if (drills === null) return { said: "drills withheld", lacking: null };
  const passed = drills.filter(({ result }) => result === "passed").length;
  return {
    said: `${passed} of ${counted(drills.length, "drill")} passed`,
    lacking: passed > 0 ? null : "in the plan: a drill of pause and recovery that passed",
  };
}

function alternatives({ material }: Case): Said {
  const weighed = material.input?.dossier.plan?.alternatives;
  if (weighed === undefined) return { said: "withheld", lacking: null };
  return {
    said: counted(weighed.length, "alternative"),
    lacking: weighed.length > 0 ? null : "in the plan: options that were weighed, less capable ones first",
  };
}

function incidents({ incidents: all }: Mission): Said {
  const open = all.filter(({ isClosed }) => !isClosed).map(({ id }) => id);
  return {
    said: `${counted(all.length, "incident")}, ${open.length} open`,
    lacking: open.length === 0 ? null : `in the mission: closing or disclosing ${listed(open)}`,
  };
}

const stopOwner = ({ stopOwner: owner }: Mission): Said =>
  owner.trim() === ""
    ? { said: "nobody named", lacking: "in the mission: somebody who can stop it, by name" }
    : { said: owner, lacking: null };

function dissent({ dissent: all }: Mission): Said {
  const open = all.filter(({ answer }) => answer.trim() === "").map(({ by }) => by);
  return {
    said: `${counted(all.length, "voice")}, ${open.length} not answered`,
    lacking: open.length === 0 ? null : `in the mission: an answer to ${listed(open)}`,
  };
}
