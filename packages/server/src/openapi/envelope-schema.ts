/** The JSON Schema of what is signed: a DSSE envelope (v1.0.0, "JSON envelope"), closed. */
export const ENVELOPE_SCHEMA = {
  type: "object",
  description:
    "DSSE envelope. For commands the payload is the canonical JSON (RFC 8785) of {body, claimedAt, id, log} under the type application/vnd.plimsoll.command+json; see spec/schemas/command.schema.json for the bodies.",
  properties: {
    payloadType: { type: "string", minLength: 1, maxLength: 128 },
    payload: { type: "string", maxLength: 1_048_576, pattern: "^[A-Za-z0-9+/_-]*={0,2}$" },
    signatures: {
      type: "array",
      maxItems: 16,
      items: {
        type: "object",
        properties: {
          keyid: { type: "string", minLength: 1, maxLength: 64 },
          sig: { type: "string", minLength: 1, maxLength: 256 },
        },
        required: ["keyid", "sig"],
        additionalProperties: false,
      },
    },
  },
  required: ["payloadType", "payload", "signatures"],
  additionalProperties: false,
} as const;
