// A writer that is going to be killed: appends batches of one to three entries and says after each what was acknowledged.
import { writeSync } from "node:fs";
import { openLedger } from "@plimsoll/ledger";
import { identity } from "./verifier-rig-identity.ts";

const [directory = ""] = process.argv.slice(2);
const ledger = openLedger({ ...identity, directory });
for (let batch = 0; ; batch += 1) {
  const count = 1 + (batch % 3);
  const entries = Array.from({ length: count }, (_, place) => `{"at":${ledger.size + place},"kind":"test.noted"}`);
  const { size } = ledger.append(entries);
  writeSync(1, `${size}\n`);
}
