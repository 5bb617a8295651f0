// Records one evaluation after the other until it is killed, and prints the name of each once it was answered.
import { writeSync } from "node:fs";
import { openReleaseStore } from "../../src/node/store/open-store.ts";
import { NOON_MS, recordEvaluation } from "./drafts.ts";

const [, , folder = "", round = "0"] = process.argv;
using store = openReleaseStore(folder);
for (let number = 0; number < 100_000; number += 1) {
  const evaluation = `evaluation-${round}-${number}`;
  recordEvaluation(store, { evaluation, subject: `model-${number % 3}` }, NOON_MS + number);
  writeSync(1, `${evaluation}\n`);
}
