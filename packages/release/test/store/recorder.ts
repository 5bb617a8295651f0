// Records the evaluations that it is given, each in a turn of its own.
import { withStore } from "../../src/node/store/with-store.ts";
import { NOON_MS, recordEvaluation } from "./drafts.ts";

const [, , folder = "", ...names] = process.argv;
for (const evaluation of names) {
  const number = Number(evaluation.slice("evaluation-".length));
  await withStore(folder, ({ store }) =>
    recordEvaluation(
      store,
      { evaluation, subject: `model-${number % 3}`, colour: number % 2 === 0 ? "GREEN" : "RED" },
      NOON_MS + number,
    ),
  );
}
