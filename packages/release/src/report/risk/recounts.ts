import { type Case, notOnRecord } from "../case.ts";
import { type Block, row, tableBlock, textBlock } from "../document.ts";
import { listed } from "../words.ts";

/** Each evaluation as its logs say it, counted again, beside what the dossier says. */
export function recountTable(theCase: Case): Block {
  const { material, opened } = theCase;
  if (material.input === null) return textBlock(notOnRecord(theCase));
  const named = new Map(material.input.dossier.evaluations.map((each) => [each.id, each] as const));
  const { recounts } = material.input.examination;
  return tableBlock(
    `Evaluations, counted again from their logs: ${recounts.length}`,
    ["evaluation", "name", "counted", "undecided", "runs", "dossier says", "logs not read"],
    recounts.map(({ evaluation, counted, unread }) => {
      const said = named.get(evaluation);
      return row(
        [opened.sequence],
        [
          evaluation,
          said === undefined ? "not in the dossier" : `${said.name} ${said.version}`,
          counted === null ? "could not be counted" : `${counted.successes} of ${counted.trials}`,
          counted === null ? "unknown" : String(counted.undecided),
          counted === null ? "unknown" : String(counted.runs),
          said === undefined ? "nothing" : `${said.successes} of ${said.trials}, ${said.trialsReported} reported`,
          listed(unread),
        ],
        `evaluation-${evaluation}`,
      );
    }),
    [opened.sequence],
  );
}
