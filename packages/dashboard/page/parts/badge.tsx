import type { ComponentChildren, JSX } from "preact";
import { Mark, type MarkName } from "./mark.tsx";

/** A state in a word, a shape and a colour. */
export const Badge = ({
  mark,
  children,
}: {
  readonly mark: MarkName;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <span class="badge" data-mark={mark}>
    <Mark name={mark} />
    <span>{children}</span>
  </span>
);
