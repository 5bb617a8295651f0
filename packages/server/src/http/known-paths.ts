import type { FastifyInstance } from "fastify";

/** Which methods a path is asked by; empty for a path that nobody answers. */
export type MethodsAt = (path: string) => readonly string[];

interface KnownPath {
  readonly form: RegExp;
  readonly methods: readonly string[];
}

/** Remembers every route that is added from here on. */
export function knownPaths(app: FastifyInstance): MethodsAt {
  const known: KnownPath[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    known.push({ form: formOf(url), methods: [method].flat() });
  });
  return (path) => [...new Set(known.filter(({ form }) => form.test(path)).flatMap(({ methods }) => methods))];
}

const formOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split(/(:\w+|\*)/)
      .map((part) =>
        part === "*" ? ".+" : part.startsWith(":") ? "[^/]+" : part.replaceAll(/[.+?^$()[\]{}|\\]/g, "\\$&"),
      )
      .join("")}$`,
  );
