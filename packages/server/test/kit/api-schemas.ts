import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly security: readonly Json[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: { readonly pattern: string };
  }[];
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}

/** An OpenAPI document, with a judge of answers. */
export class ApiDocument {
  readonly document: Json;
  readonly operations: readonly Operation[];
  /** Schemas that an answer was held against, by their names. */
  readonly reached = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: true, strictTypes: false, keywords: ["components"] });
  readonly #judges = new Map<string, ValidateFunction>();

  constructor(document: Json) {
    this.document = document;
    this.operations = Object.entries(document["paths"] as Json).flatMap(([path, item]) =>
      Object.entries(item as Json).map(([method, operation]) => ({
        ...(operation as Omit<Operation, "method" | "path">),
        method: method.toUpperCase(),
        path,
      })),
    );
    this.#ajv.addSchema({ $id: "api", components: document["components"] });
  }

  get schemas(): Json {
    return (this.document["components"] as { readonly schemas: Json }).schemas;
  }

  operation(method: string, path: string): Operation {
    const found = this.operations.find((each) => each.method === method && each.path === path);
    if (found === undefined) throw new Error(`${method} ${path} is not documented`);
    return found;
  }

  /** What is wrong with an answer of an operation; null for nothing. */
  faultOf(operation: Operation, status: number, contentType: string, text: string): string | null {
    const response = operation.responses[String(status)];
    if (response === undefined) return `status ${status} is not documented: ${text.slice(0, 300)}`;
    const [media = ""] = contentType.split(";");
    const schema = response.content[media]?.schema;
    if (schema === undefined) return `${contentType} is not documented for ${status}`;
    return media.endsWith("json") ? this.#schemaFault(schema, JSON.parse(text)) : null;
  }

  #schemaFault(schema: Json, value: unknown): string | null {
    const { $ref: pointer } = schema;
    if (typeof pointer !== "string") return null;
    const judge = this.#judges.get(pointer) ?? this.#ajv.compile({ $ref: `api${pointer}` });
    this.#judges.set(pointer, judge);
    this.reached.add(pointer.slice(pointer.lastIndexOf("/") + 1));
    return judge(value) ? null : JSON.stringify(judge.errors?.slice(0, 3));
  }
}
