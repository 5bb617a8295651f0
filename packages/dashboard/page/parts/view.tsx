import type { ComponentChildren, JSX } from "preact";
import { instant } from "../../src/show/times.ts";
import { OldMark } from "./value.tsx";

/** A page's head: its name, what it was true of, and its tools. */
export const View = ({
  title,
  asOf,
  tools,
  lead,
  children,
}: {
  readonly title: string;
  /** Null where nothing was answered yet; undefined where the view is of no instant. */
  readonly asOf?: number | null;
  readonly tools?: ComponentChildren;
  readonly lead?: string;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <>
    <header class="view-head">
      <div>
        <h1>{title}</h1>
        {lead === undefined ? null : <p class="lead">{lead}</p>}
      </div>
      <div class="tools">{tools}</div>
      {asOf === undefined ? null : (
        <p class="as-of">
          as of {asOf === null ? "…" : instant(asOf)} <OldMark />
        </p>
      )}
    </header>
    {children}
  </>
);

/** A table that scrolls within itself on a narrow screen, and can be reached by keyboard to do so. */
export const TableBox = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <div class="table-box" role="region" aria-label={label} tabIndex={0}>
    <table>{children}</table>
  </div>
);
