import { useSignal } from "@preact/signals";
import type { Result } from "@plimsoll/foundation";
import {
  bytesOfBase64,
  checkEntry,
  type Proven,
  readLogKey,
  type Told,
  type Verdict,
} from "@plimsoll/verifier/browser";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { proofShape } from "../../src/api/nouns.ts";
import type { Problem } from "../../src/api/problem.ts";
import { instant } from "../../src/show/times.ts";
import { ask, askText } from "../data/ask.ts";
import { forgetPin, pin, pinnedKey } from "../data/pinned-key.ts";
import { Mark } from "../parts/mark.tsx";
import { ProblemPanel } from "../parts/states.tsx";

type Checked = Verdict<readonly Proven[]>;

const STEP_WORDS: Readonly<Record<Told["step"], string>> = {
  proof: "Take the proof apart",
  checkpoint: "Take the checkpoint apart",
  key: "Read the log’s key",
  signature: "Verify the checkpoint’s signature",
  inclusion: "Compute the way from the leaf to the root",
  entry: "Compare the entry with what was proven",
};

/** Checks in this browser that an entry stands in the log; the server's word is not asked (SVR-71). */
export const ProofCheck = ({
  index,
  entry,
}: {
  readonly index: string;
  readonly entry: string | null;
}): JSX.Element => {
  const checked = useSignal<Checked | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isRunning = useSignal(false);
  const check = async (): Promise<void> => {
    isRunning.value = true;
    checked.value = null;
    const answer = await checkedEntry(index, entry ?? "", pinnedKey.peek()?.vkey ?? "");
    if (answer.ok) checked.value = answer.value;
    problem.value = answer.ok ? null : answer.error;
    isRunning.value = false;
  };
  return (
    <section class="proof" aria-label="Proof">
      <h3>Proof</h3>
      <LogKeyField />
      <button
        type="button"
        class="primary"
        disabled={isRunning.value || pinnedKey.value === null}
        onClick={() => void check()}
      >
        {isRunning.value ? "Checking…" : "Check the proof"}
      </button>
      {problem.value === null ? null : <ProblemPanel problem={problem.value} isOld={false} what="the proof" />}
      {checked.value === null ? null : <Outcome of={checked.value} />}
    </section>
  );
};

async function checkedEntry(index: string, entry: string, logKey: string): Promise<Result<Checked, Problem>> {
  const answer = await ask(`/v1/entries/${encodeURIComponent(index)}/proof`, proofShape);
  if (!answer.ok) return answer;
  // A leaf that is no base64 is checked as no bytes, and fails as such.
  const leaves = answer.value.leaves.map(({ leaf, proof }) => ({
    leaf: bytesOfBase64(leaf) ?? new Uint8Array(),
    proof,
  }));
  return { ok: true, value: await checkEntry({ entry, leaves, logKey }) };
}

/** Whom the reader trusts: a key that he entered, or the first that this browser saw, said plainly. */
const LogKeyField = (): JSX.Element => {
  const told = useSignal<string | null>(null);
  const entered = useSignal("");
  const fault = useSignal<string | null>(null);
  useEffect(() => {
    void askText("/v1/log/vkey").then(async (answer) => {
      told.value = answer.ok ? answer.value.trim() : null;
      if (pinnedKey.peek() === null && told.value !== null && (await readLogKey(told.value)) !== undefined)
        pin(told.value, "first sight");
    });
  }, []);
  const enter = async (): Promise<void> => {
    const isKey = (await readLogKey(entered.value.trim())) !== undefined;
    fault.value = isKey ? null : "this is no Ed25519 verifier key: name+id+key, as the log’s owner published it";
    if (isKey) pin(entered.value, "entered");
  };
  return (
    <div class="log-key">
      <KeyStanding told={told.value} />
      <details>
        <summary>Use a key that you have from somebody you trust</summary>
        <div class="row">
          <label>
            <span class="sr-only">Verifier key of the log</span>
            <input
              type="text"
              placeholder="name+id+key"
              spellcheck={false}
              autocomplete="off"
              value={entered.value}
              onInput={(event) => {
                entered.value = event.currentTarget.value;
              }}
            />
          </label>
          <button type="button" onClick={() => void enter()}>
            Use it
          </button>
          <button type="button" onClick={forgetPin}>
            Forget the key
          </button>
        </div>
        {fault.value === null ? null : (
          <p class="alarm" role="alert">
            {fault.value}
          </p>
        )}
      </details>
    </div>
  );
};

const KeyStanding = ({ told }: { readonly told: string | null }): JSX.Element => {
  const pinned = pinnedKey.value;
  if (pinned === null)
    return <p class="small">No key of the log is known to this browser: enter one, or reload to take the site’s.</p>;
  return (
    <>
      <p class="small">
        Checked against <code class="long">{pinned.vkey}</code>
        {pinned.source === "entered"
          ? ", which you entered."
          : `, which this site gave when this browser first saw it (${instant(pinned.at)}). Trust on first use: whoever answered then could have given another. Compare it with what the log’s owner published.`}
      </p>
      {told !== null && told !== pinned.vkey ? (
        <p class="alarm" role="alert">
          <Mark name="bad" /> The site now gives another key: <code class="long">{told}</code>
        </p>
      ) : null}
    </>
  );
};

const Outcome = ({ of }: { readonly of: Checked }): JSX.Element => (
  <div class="outcome" data-holds={of.ok} role="status">
    <p class="outcome-title">
      <Mark name={of.ok ? "good" : "bad"} />
      {of.ok ? `Proven: the entry stands in ${of.value[0]?.origin ?? ""}` : `Not proven: ${of.code}`}
    </p>
    <ol class="steps">
      {of.steps.map((told, place) => (
        <li key={place} data-holds={told.holds}>
          <p>
            <Mark name={told.holds ? "good" : "bad"} />
            <b>{STEP_WORDS[told.step]}</b>: {told.says}
          </p>
          {told.hashes.length === 0 ? null : (
            <dl class="hashes">
              {told.hashes.map(([label, hash], line) => (
                <div key={line}>
                  <dt>{label}</dt>
                  <dd>
                    <code class="long">{hash}</code>
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ol>
    {of.ok ? null : <p>The steps behind the failed one were not taken. Do not rely on this entry.</p>}
  </div>
);
