import { type Case, entriesOf, lastOwn } from "../case.ts";
import { listBlock, type Said, type Section, section } from "../document.ts";
import { listed, sentence } from "../words.ts";
import { rechecksOf } from "./rechecks.ts";

/** What nobody measured. A gap is named here whether or not it changed the answer. */
export const unmeasuredSection = (theCase: Case): Section =>
  section("not-measured", "What was not measured", [listBlock(...unmeasured(theCase))]);

export function unmeasured(theCase: Case): readonly Said[] {
  return [
    ...fromRecords(theCase),
    ...fromInput(theCase),
    ...fromWithheld(theCase),
    {
      text: "Nobody measured whether the sources are right: that they are whole and say what is quoted was checked.",
      records: [theCase.decision.sequence],
    },
  ];
}

function fromRecords(theCase: Case): readonly Said[] {
  const routed = lastOwn(theCase, "claims.routed");
  const read = lastOwn(theCase, "stability.read");
  const made = lastOwn(theCase, "prediction.made");
  const judged = lastOwn(theCase, "claims.judged");
  const rechecks = rechecksOf(theCase);
  return [
    ...(routed?.body.latentFirewall === null
      ? [said("An information firewall inside the subject.", routed.sequence)]
      : []),
    ...(read !== null && read.body.unread.length > 0
      ? [said(`Required signals: ${listed(read.body.unread)}.`, read.sequence)]
      : []),
    ...(read !== null && read.body.drills.length === 0
      ? [said("Whether it can be paused and recovered: no drill.", read.sequence)]
      : []),
    ...(made?.body.prediction === null
      ? [said(`The risk of failure to come: ${sentence(made.body.why)}`, made.sequence)]
      : []),
    ...(judged !== null && !rechecks.isWithheld && rechecks.recheck.checked === 0
      ? [said("How often such verdicts are right: no verdict was checked again.", judged.sequence)]
      : []),
    ...(judged?.body.claims ?? [])
      .filter(({ repair }) => repair === "BUDGET" || repair === "GOVERNOR" || repair === "off")
      .map(({ id, repair }) =>
        said(`More evidence for claim ${id}: its repair was not made (${repair}).`, judged?.sequence ?? 0),
      ),
  ];
}

function fromInput({ material, opened }: Case): readonly Said[] {
  const noIndicator = material.policy.thresholds.filter(({ indicators }) => indicators.length === 0).length;
  const lines = material.policy.thresholds.length;
  const unread = (material.input?.examination.recounts ?? []).filter(({ unread }) => unread.length > 0);
  return [
    ...(noIndicator > 0
      ? [
          said(
            `${noIndicator} of ${lines} thresholds have no indicator: they are ruled out by a cited statement alone.`,
            opened.sequence,
          ),
        ]
      : []),
    ...(opened.body.subject.trainingFlop === null ? [said("Training compute: nobody says it.", opened.sequence)] : []),
    ...unread.map(({ evaluation, unread: runs }) =>
      said(`Runs of evaluation ${evaluation} whose logs cannot be read: ${listed(runs)}.`, opened.sequence),
    ),
  ];
}

/** What is withheld was perhaps measured, and cannot be checked here. */
function fromWithheld(theCase: Case): readonly Said[] {
  const withheld = theCase.own.filter(({ body }) => body === undefined);
  const input =
    theCase.material.input === null
      ? [said(`The whole input is withheld (${theCase.opened.body.input}).`, theCase.opened.sequence)]
      : [];
  const faults = entriesOf(theCase.own, "intake.examined").flatMap(({ body, sequence }) =>
    body.faults.map((fault) => said(`Unreadable: ${sentence(fault)}`, sequence)),
  );
  return [
    ...withheld.map(({ record }) => said(`Withheld and not to be checked here: ${record.kind}.`, record.sequence)),
    ...input,
    ...faults,
  ];
}

const said = (text: string, sequence: number): Said => ({ text, records: [sequence] });
