import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { PAGES } from "../../src/go/route.ts";
import { Badge } from "../parts/badge.tsx";

export const isHelpOpen = signal(false);

/** Keys, and what the marks mean. */
export const HelpDialog = (): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="help-title"
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <h2 id="help-title">Help</h2>
      <h3>Keys</h3>
      <dl class="keys">
        {PAGES.map(({ page, title, key }, place) => (
          <div key={page}>
            <dt>
              <kbd>{place + 1}</kbd> or <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>/</kbd>
          </dt>
          <dd>filter</dd>
        </div>
        <div>
          <dt>
            <kbd>d</kbd>
          </dt>
          <dd>dark or light</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>this help</dd>
        </div>
      </dl>
      <h3>Bands</h3>
      <ul class="help-bands">
        <li>
          <Badge mark="full">full</Badge> control of 0.99 is proven: 100 % of power
        </li>
        <li>
          <Badge mark="research">research</Badge> control of 0.95 is proven: 20 %
        </li>
        <li>
          <Badge mark="paused">paused</Badge> not proven, or stale: no power
        </li>
        <li>
          <Badge mark="cut">cut</Badge> shown to be below 0.90: killed
        </li>
        <li>
          <Badge mark="unknown">unknown</Badge> hatched: nobody said. It is never 0, and never good news
        </li>
      </ul>
      <div class="dialog-buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
};
