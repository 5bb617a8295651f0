/** The one element that a selector names; its absence is a fault of the page, not of its reader. */
export function found<T extends Element>(within: ParentNode, selector: string, kind: new () => T): T {
  const element = within.querySelector(selector);
  if (element instanceof kind) return element;
  throw new TypeError(`the page has no ${kind.name} ${selector}`);
}

/** The part of a view that plays this role. */
export const part = <T extends Element>(within: ParentNode, role: string, kind: new () => T): T =>
  found(within, `[data-role="${role}"]`, kind);
