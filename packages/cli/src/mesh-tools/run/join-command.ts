import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { collected, identifier } from "../mesh-options.ts";
import type { JoinFlags } from "./join-flags.ts";
import { NATS_HELP, withNatsOptions } from "./nats-options.ts";

export const addMeshJoin: AddCommand = (mesh) => {
  const join = mesh
    .command("join")
    .description("run a node until Ctrl-C")
    .requiredOption("--data <dir>", "the node's folder");
  withNatsOptions(join)
    .option("--listen <multiaddr>", "where libp2p listens (several times)", collected, [])
    .option("--peer <multiaddr>", "a peer that is dialled for ever (several times)", collected, [])
    .option("--endpoint <url>", "answer intents with a model behind an OpenAI-compatible endpoint")
    .option("--model <name>", "the model of --endpoint")
    .option("--echo <ms>", "answer intents with their own prompt, after so long: for trials", wholeNumber(0, 3_600_000))
    .option("--lane <name>", "a lane that the worker serves (several times; default: fast)", collected, [])
    .option("--announce <ms>", "what a job is expected to take", wholeNumber(1, 86_400_000))
    .option("--capacity <n>", "jobs at once", wholeNumber(1, 1000), 1)
    .option("--blob-space <mib>", "what it holds of blobs at most, MiB", wholeNumber(0, 1_048_576), 1024)
    .option("--clock <hz>", "keep a clock of the mesh: ticks a second", wholeNumber(1, 1000))
    .option("--stand-on <roster>", "stand on this successor epoch as soon as it is held", identifier)
    .option("--every <seconds>", "between two lines where no terminal watches", wholeNumber(1, 86_400), 10)
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
Without --nats it takes libp2p, and listens on a free port of the loopback unless told otherwise. With both, brokers come
first and straight roads serve while they are down. Nothing between nodes ever waits for a peer.
${NATS_HELP}
On SIGINT and SIGTERM everything written is made durable, then it ends. kill -9 loses nothing that was acknowledged.
--stand-on is for nodes that join survivors after a loss (see plimsoll mesh recover).

Examples:
  plimsoll mesh join --data trial/node-0 --listen /ip4/127.0.0.1/tcp/4700 --echo 100
  plimsoll mesh join --data trial/node-1 --peer /ip4/127.0.0.1/tcp/4700
  plimsoll mesh join --data node --nats nats://broker-1:4222 --nats nats://broker-2:4222 --listen /ip4/0.0.0.0/tcp/4700
  plimsoll mesh join --data node --nats nats://broker-1:4222 --endpoint http://127.0.0.1:8080/v1 --model llama --lane slow --announce 45000
  plimsoll mesh join --data node --nats tls://broker-1:4222 --nats-tls-ca ca.pem --nats-user mesh --nats-password-file password`,
    )
    .action(async (flags: JoinFlags) => {
      const { join } = await import("./join.ts");
      await join(flags);
    });
};
