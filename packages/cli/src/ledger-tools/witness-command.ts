import { systemClock } from "@plimsoll/foundation/node";
import { ed25519Cosigner, mlDsaCosigner } from "@plimsoll/ledger";
import { openWitnessStore, serveWitness, Witness } from "@plimsoll/witness";
import type { AddCommand } from "../add-command.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { watchedLog } from "./watched-log.ts";
import { witnessKeys } from "./witness-keys.ts";

interface WitnessFlags {
  readonly name: string;
  readonly dir: string;
  readonly log: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly json?: boolean;
}

const PORT = 7_464;

export const addWitness: AddCommand = (ledger) => {
  ledger
    .command("witness")
    .description("cosign what other ledgers say, after deciding it again")
    .command("serve")
    .description("answer POST /add-checkpoint (C2SP tlog-witness) until interrupted")
    .requiredOption("--name <name>", "the witness's name in its signatures, for example example.org/witness")
    .requiredOption(
      "--log <key=location>",
      "a ledger to watch: a file with its vkey, and its folder, its tiles or their URL; several times for several",
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .option("--dir <dir>", "where the witness keeps its keys and what it has cosigned", ".plimsoll-witness")
    .option("--host <address>", "address to listen on; put a proxy with TLS before any but loopback", "127.0.0.1")
    .option("--port <port>", "port to listen on; 0 for any", wholeNumber(0, 65_535), PORT)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
It cosigns with Ed25519 and ML-DSA-44, only what continues what it cosigned before, and only where the kernel, given the
signed commands, decides exactly the entries that the ledger says.

Example:
  plimsoll ledger witness serve --name example.org/witness --log site.vkey=/srv/site/ledger`,
    )
    .action(async (flags: WitnessFlags) => serve(flags));
};

async function serve({ name, dir, log, host, port, json }: WitnessFlags): Promise<void> {
  const interrupted = interruption();
  const store = openWitnessStore(dir);
  const keys = witnessKeys(dir);
  const cosigners = [ed25519Cosigner(name, keys.ed25519), mlDsaCosigner(name, keys.mlDsa)];
  const logs = await Promise.all(log.map(watchedLog));
  const report = (origin: string, fault: Error): void => void process.stderr.write(`${origin}: ${fault.message}\n`);
  const witness = new Witness({ cosigners, logs, store, clock: systemClock, report });
  const server = await serveWitness({ witness, host, port });
  const vkeys = cosigners.map(({ vkey }) => vkey);
  if (json === true) printJson({ type: "serving", url: server.url, keys: vkeys });
  else process.stdout.write(`serving at ${server.url} for ${logs.length} logs; its keys:\n${vkeys.join("\n")}\n`);
  if (!interrupted.aborted) await new Promise((ended) => interrupted.addEventListener("abort", ended));
  const { logs: watched } = witness.status();
  await server.close();
  if (json === true) printJson({ type: "summary", ok: true, logs: watched });
}
