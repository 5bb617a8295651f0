import { element } from "../controls/elements.ts";
import { found, part } from "../controls/find.ts";
import type { ProofAnswer, ProofOrder } from "./proof-messages.ts";

const MEASURE_MS = 600;
const FIRST_MEASURE_MS = 250;
const THREADS_MAX = 8;

/** Whether this page may share memory between threads. */
const isIsolated = (): boolean => window.crossOriginIsolated;

/** "Same bits": plays the published trajectories in this browser, off the page's own thread, and says what came of it. */
export function proofPage(): void {
  const root = found(document, "#proof", HTMLElement);
  const badge = found(document, "#proof-badge", HTMLElement);
  const threads = found(document, "#proof-threads", HTMLSelectElement);
  const worker = new Worker(new URL("./proof-worker.ts", import.meta.url), { type: "module" });
  const buttons = ["speed", "golden", "whole"].map((role) => part(root, role, HTMLButtonElement));
  let waiting = 0;

  const ask = (order: ProofOrder): void => {
    waiting += 1;
    for (const button of buttons) button.disabled = true;
    worker.postMessage(order, []);
  };
  const isLast = ({ type }: ProofAnswer): boolean => type !== "run" && type !== "whole-part";
  const finish = (): void => {
    waiting -= 1;
    for (const button of buttons) button.disabled = waiting > 0;
  };
  const say = (state: string, short: string, text: string): void => {
    for (const each of [root, badge]) each.dataset["state"] = state;
    badge.textContent = short;
    part(root, "said", HTMLElement).textContent = text;
  };
  const fail = (message: string): void => say("failed", "same bits: failed", `It could not be shown here: ${message}`);

  worker.addEventListener("message", ({ data }: MessageEvent<ProofAnswer>) => {
    show(root, say, fail, data);
    if (isLast(data)) finish();
  });
  worker.addEventListener("error", ({ message }) => fail(message || "the worker did not start"));
  fillThreads(root, threads);
  part(root, "speed", HTMLButtonElement).addEventListener("click", () =>
    ask({ type: "speed", threads: Number(threads.value), measureMs: MEASURE_MS }),
  );
  part(root, "golden", HTMLButtonElement).addEventListener("click", () => {
    part(root, "runs", HTMLElement).replaceChildren();
    say("running", "same bits: checking …", "Playing the published trajectories again …");
    ask({ type: "golden", threads: Number(threads.value) });
  });
  part(root, "whole", HTMLButtonElement).addEventListener("click", () =>
    ask({ type: "whole", threads: Number(threads.value) }),
  );
  ask({ type: "golden", threads: 1 });
  ask({ type: "speed", threads: 1, measureMs: FIRST_MEASURE_MS });
}

function fillThreads(root: HTMLElement, select: HTMLSelectElement): void {
  const most = isIsolated() ? Math.max(1, Math.min(THREADS_MAX, navigator.hardwareConcurrency)) : 1;
  select.replaceChildren(...Array.from({ length: most }, (_, place) => new Option(String(place + 1))));
  part(root, "host", HTMLElement).textContent = isIsolated()
    ? `This page is isolated across origins: up to ${most} threads may share one memory.`
    : "This page is not isolated across origins: one thread.";
  root.dataset["isolated"] = String(isIsolated());
  root.dataset["threadsMax"] = String(most);
}

type Say = (state: string, short: string, text: string) => void;

function show(root: HTMLElement, say: Say, fail: (message: string) => void, answer: ProofAnswer): void {
  switch (answer.type) {
    case "run":
      part(root, "runs", HTMLElement).append(runRow(answer));
      return;
    case "golden":
      showGolden(root, say, answer);
      return;
    case "whole-part":
      part(root, "whole-hash", HTMLElement).textContent = `playing: ${answer.done} of ${answer.runs} runs`;
      return;
    case "whole":
      showWhole(root, say, answer);
      return;
    case "speed":
      showSpeed(root, answer);
      return;
    case "failed":
      fail(answer.message);
  }
}

function runRow({ name, hash, expected }: Extract<ProofAnswer, { type: "run" }>): HTMLTableRowElement {
  const row = element(
    "tr",
    {},
    [name, hash, expected].map((text) => element("td", { text })),
  );
  row.dataset["same"] = String(hash === expected);
  return row;
}

function showGolden(root: HTMLElement, say: Say, { same, runs, hash }: Extract<ProofAnswer, { type: "golden" }>): void {
  const isSame = same === runs;
  const text = isSame
    ? `All ${runs} published trajectories came out bit for bit as in Node, Python and the plain TypeScript twin: every observation, reward and ending.`
    : `${runs - same} of ${runs} published trajectories came out differently. Please report the browser.`;
  say(isSame ? "same" : "different", `same bits: ${same} of ${runs}`, text);
  part(root, "hash", HTMLElement).textContent = hash;
}

function showWhole(
  root: HTMLElement,
  say: Say,
  { steps, hash, expected }: Extract<ProofAnswer, { type: "whole" }>,
): void {
  const isSame = hash === expected;
  part(root, "whole-hash", HTMLElement).textContent = isSame
    ? `${hash}, as published`
    : `${hash}, published: ${expected}`;
  root.dataset["whole"] = isSame ? "same" : "different";
  if (!isSame) say("different", "same bits: no", `${steps} steps came out differently. Please report the browser.`);
}

function showSpeed(root: HTMLElement, { stepsPerSecond, threads }: Extract<ProofAnswer, { type: "speed" }>): void {
  const millions = (stepsPerSecond / 1e6).toFixed(2);
  part(root, "rate", HTMLElement).textContent = `${millions} M, ${threads === 1 ? "one thread" : `${threads} threads`}`;
  root.dataset["stepsPerSecond"] = stepsPerSecond.toFixed(0);
  root.dataset["speedThreads"] = String(threads);
}
