/** A new element with text, and children where there are any. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: { readonly className?: string; readonly text?: string } = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (properties.className !== undefined) made.className = properties.className;
  if (properties.text !== undefined) made.textContent = properties.text;
  made.append(...children);
  return made;
}
