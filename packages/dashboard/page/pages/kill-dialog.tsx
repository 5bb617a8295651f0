import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type KillReport, killShape } from "../../src/api/nouns.ts";
import type { NowRun } from "../../src/api/now.ts";
import type { Problem } from "../../src/api/problem.ts";
import { type OrderSigner, signedKillOrder } from "../../src/order/kill-order.ts";
import { operatorKey } from "../../src/order/operator-key.ts";
import { UNKNOWN } from "../../src/show/numbers.ts";
import { duration } from "../../src/show/times.ts";
import { send } from "../data/ask.ts";
import { claimedTime } from "../data/live.ts";
import { ProblemPanel } from "../parts/states.tsx";
import { Facts } from "../parts/value.tsx";

type Stage =
  | { readonly stage: "asked" }
  | { readonly stage: "sending" }
  | { readonly stage: "answered"; readonly answer: KillReport }
  | { readonly stage: "refused"; readonly problem: Problem };

/** Names what will happen, takes the operator's key, signs, sends, and shows what came of it. The key goes with the dialog. */
export const KillDialog = ({
  run,
  log,
  close,
}: {
  readonly run: NowRun;
  readonly log: string;
  readonly close: () => void;
}): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useSignal<Stage>({ stage: "asked" });
  const signer = useSignal<OrderSigner | null>(null);
  useEffect(() => dialog.current?.showModal(), []);

  const order = async (): Promise<void> => {
    if (signer.value === null) return;
    stage.value = { stage: "sending" };
    // The site refuses a clock that is off (SVR-35): the calendar is for a page that was never told the site's (SVR-76).
    const claimedAt = claimedTime() ?? Date.now();
    const signed = await signedKillOrder(
      { claimedAt, id: `kill-${crypto.randomUUID()}`, log, run: run.run },
      signer.value,
    );
    signer.value = null;
    const answer = await send("/v1/kills", signed, killShape);
    stage.value = answer.ok ? { stage: "answered", answer: answer.value } : { stage: "refused", problem: answer.error };
  };

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="kill-title" onClose={close}>
      <h2 id="kill-title">Kill {run.run}?</h2>
      <WhatHappens run={run} />
      {stage.value.stage === "answered" ? (
        <Answer answer={stage.value.answer} />
      ) : (
        <KeyField
          take={(taken) => {
            signer.value = taken;
          }}
          isSending={stage.value.stage === "sending"}
        />
      )}
      {stage.value.stage === "refused" ? (
        <ProblemPanel problem={stage.value.problem} isOld={false} what="the order" />
      ) : null}
      {signer.value === null ? null : (
        <p class="small">
          Signs as key <code>{signer.value.keyId}</code> in log <code>{log}</code>.
        </p>
      )}
      <div class="dialog-buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          {stage.value.stage === "answered" ? "Close" : "Leave it running"}
        </button>
        {stage.value.stage === "answered" ? null : (
          <button
            type="button"
            class="danger solid"
            disabled={signer.value === null || stage.value.stage === "sending"}
            onClick={() => void order()}
          >
            {stage.value.stage === "sending" ? "Killing…" : `Sign and kill ${run.run}`}
          </button>
        )}
      </div>
    </dialog>
  );
};

const WhatHappens = ({ run: { run, lab, job } }: { readonly run: NowRun }): JSX.Element => (
  <ul class="what-happens">
    <li>
      The order is signed and made durable. Then {processesOf(job?.processes ?? null)} of run <b>{run}</b> of lab{" "}
      <b>{lab}</b> {job?.processes === 1 ? "is" : "are"} killed on this machine, until the process table shows nobody.
    </li>
    <li>The run ends in the ledger. Its newest weights are locked; what it computed since is lost.</li>
    <li>It cannot be taken back. To go on, a new run has to be started and paid for.</li>
    {job === null ? <li>No job of this run is known on this machine: the answer says what was found.</li> : null}
  </ul>
);

function processesOf(count: number | null): string {
  if (count === null) return "all processes";
  return count === 1 ? "the one process" : `all ${count} processes`;
}

const KeyField = ({
  take,
  isSending,
}: {
  readonly take: (signer: OrderSigner | null) => void;
  readonly isSending: boolean;
}): JSX.Element => {
  const fault = useSignal<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const read = async (pem: string): Promise<void> => {
    fault.value = null;
    // The field is emptied below: that takes back no key.
    if (pem.trim() === "") return;
    const key = await operatorKey(pem);
    fault.value = key.ok ? null : key.error;
    take(key.ok ? key.value : null);
    // What was read as a key needs to stand on the screen no longer.
    if (key.ok && field.current !== null) field.current.value = "";
  };
  return (
    <fieldset class="key-field" disabled={isSending}>
      <legend>Operator’s key</legend>
      <p class="small">
        A private key in PEM, of an operator or of the run’s lab. It stays in the memory of this page and is gone when
        the dialog closes; only the signature is sent.
      </p>
      <label>
        Key file
        <input
          type="file"
          accept=".pem,application/x-pem-file"
          onChange={(event) => void event.currentTarget.files?.[0]?.text().then(read)}
        />
      </label>
      <label>
        or paste it
        <textarea
          ref={field}
          rows={3}
          spellcheck={false}
          autocomplete="off"
          placeholder="-----BEGIN PRIVATE KEY-----"
          onInput={(event) => void read(event.currentTarget.value)}
        />
      </label>
      {fault.value === null ? null : (
        <p class="alarm" role="alert">
          {fault.value}
        </p>
      )}
    </fieldset>
  );
};

const Answer = ({
  answer: { run, processes, deathConfirmedMs, settled },
}: {
  readonly answer: KillReport;
}): JSX.Element => (
  <div class="answer" role="status">
    <p>
      <strong>Run {run} was killed.</strong> What the process table proved:
    </p>
    <Facts
      facts={[
        ["processes found alive", processes === null ? UNKNOWN : `${processes}`],
        ["all dead after", duration(deathConfirmedMs)],
        [
          "its end is in the ledger",
          settled === null ? UNKNOWN : settled ? "yes" : "not yet: whoever opens the run next settles it",
        ],
      ]}
    />
  </div>
);
