import { PlimsollError } from "@plimsoll/foundation";
import { clusterSpecDigest, playReplay, replayFromBytes } from "@plimsoll/simulation";
import { printJson } from "../../output/print-json.ts";
import { regularFileBytes } from "../input/regular-file.ts";
import { endText } from "./play.ts";
import { stepTeller } from "./step-teller.ts";

/** The bits of a replay's byte that are the action; the others say what was reset. */
const ACTION_BITS = 0x3f;

/** Shows a replay, and checks that it ends as it did. Throws `CLUSTER_REPLAY_INVALID`, `CLUSTER_REPLAY_DIVERGED`. */
export function playRecorded(file: string, { delay, json }: { readonly delay: number; readonly json?: boolean }): void {
  const replay = replayFromBytes(regularFileBytes(file));
  if (replay.environments !== 1) throw several(file, replay.environments);
  const teller = stepTeller({ json, delay });
  playReplay(replay, (batch, step) =>
    step === 0 ? teller.begin(batch) : teller.step(batch, replay.actions[step - 1]! & ACTION_BITS),
  );
  const end = teller.end();
  const specDigest = clusterSpecDigest(replay.spec);
  const told = { profile: replay.spec.name, specDigest, endDigest: replay.endDigest, ...end };
  if (json === true) printJson({ type: "summary", ok: true, replay: file, ...told });
  else
    process.stdout.write(
      `${endText(`replay of ${replay.spec.name}`, end)}it ends as it was recorded: ${replay.endDigest}\n`,
    );
}

const several = (file: string, environments: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_REPLAY_SEVERAL",
    expected: `${file} with one cluster`,
    received: `${environments}`,
    fix: "record one with `lab cluster play --record`",
  });
