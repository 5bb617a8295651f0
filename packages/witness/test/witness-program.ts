import { ledgerSource, type LogSource, serveWitness } from "../src/index.ts";
import { witnessOf } from "./witness-rig.ts";

/** Serves a witness of one origin that two histories claim: that of odd sizes and that of even ones. */
const [directory = "", odd = "", even = ""] = process.argv.slice(2);
const [oddSource, evenSource] = [ledgerSource(odd), ledgerSource(even)];
const source: LogSource = {
  name: "two histories",
  leaves: (from, to) => (to % 2 === 1 ? oddSource : evenSource).leaves(from, to),
};
const { url } = await serveWitness({ witness: witnessOf({ source, directory }), port: 0 });
process.stdout.write(`${url}\n`);
