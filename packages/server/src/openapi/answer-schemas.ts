// Written by scripts/write/api-schemas.ts from the types in src/http/answers.ts; not edited by hand.
import type { JsonSchema } from "./json-schema.ts";

export const ANSWER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Account: {
    enum: ["available", "granted", "overdraft", "posted", "reserved", "spent"],
  },
  Affidavit: {
    type: "object",
    properties: {
      affidavit: {
        type: "string",
      },
      lab: {
        type: "string",
      },
      quarter: {
        type: "string",
        pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
      },
      statement: {
        $ref: "#/components/schemas/Digest",
      },
      subject: {
        type: "string",
        description: "The run or deployment whose debit may overdraw.",
      },
      used: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
        description: "Whether the debit was made.",
      },
    },
    required: ["affidavit", "lab", "quarter", "statement", "subject", "used"],
    additionalProperties: false,
  },
  ApiPaid: {
    type: "object",
    properties: {
      callsPerSecond: {
        type: "integer",
      },
      milliCalls: {
        type: "string",
        description: "Thousandths of calls up to `since`, in decimal digits.",
      },
      since: {
        type: "integer",
      },
    },
    required: ["callsPerSecond", "milliCalls", "since"],
    additionalProperties: false,
  },
  Attestation: {
    type: "object",
    properties: {
      artifact: {
        $ref: "#/components/schemas/Digest",
      },
      attestedAt: {
        type: "integer",
      },
      hardwareRoot: {
        $ref: "#/components/schemas/Digest",
      },
      lab: {
        type: "string",
      },
      nodeKey: {
        $ref: "#/components/schemas/Digest",
      },
      provenance: {
        $ref: "#/components/schemas/Digest",
      },
    },
    required: ["artifact", "attestedAt", "hardwareRoot", "lab", "nodeKey", "provenance"],
    additionalProperties: false,
  },
  Audience: {
    enum: ["external", "internal"],
  },
  AuditRecord: {
    type: "object",
    properties: {
      api: {
        $ref: "#/components/schemas/ApiPaid",
      },
      cusum: {
        type: "object",
        properties: {
          apiAbove: {
            type: "string",
          },
          energyAbove: {
            type: "string",
          },
          energyBelow: {
            type: "string",
          },
          trainingAbove: {
            type: "string",
          },
          trainingBelow: {
            type: "string",
          },
        },
        required: ["apiAbove", "energyAbove", "energyBelow", "trainingAbove", "trainingBelow"],
        additionalProperties: false,
      },
      lab: {
        type: "string",
      },
      meters: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Meter",
        },
      },
      newest: {
        anyOf: [
          {
            $ref: "#/components/schemas/Reconciliation",
          },
          {
            type: "null",
          },
        ],
      },
      window: {
        anyOf: [
          {
            $ref: "#/components/schemas/AuditWindow",
          },
          {
            type: "null",
          },
        ],
        description: "Null until the first report.",
      },
    },
    required: ["api", "cusum", "lab", "meters", "newest", "window"],
    additionalProperties: false,
  },
  AuditWindow: {
    type: "object",
    properties: {
      paidMilliCalls: {
        type: "string",
        description: "API calls that were paid for until then.",
      },
      runs: {
        type: "array",
        items: {
          $ref: "#/components/schemas/RunAtStart",
        },
      },
      startedAt: {
        type: "integer",
      },
    },
    required: ["paidMilliCalls", "runs", "startedAt"],
    additionalProperties: false,
  },
  Band: {
    enum: ["cut", "full", "paused", "research"],
  },
  Benchmark: {
    type: "object",
    properties: {
      capabilityGainMicroCu: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      digest: {
        $ref: "#/components/schemas/Digest",
      },
      recordedAt: {
        type: "integer",
      },
      tier: {
        $ref: "#/components/schemas/Tier",
      },
    },
    required: ["capabilityGainMicroCu", "digest", "recordedAt", "tier"],
    additionalProperties: false,
  },
  CellStanding: {
    type: "object",
    properties: {
      claims: {
        type: "array",
        items: {
          $ref: "#/components/schemas/ClaimStanding",
        },
      },
      closed: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
      context: {
        enum: ["EVAL", "SHADOW"],
      },
      dimension: {
        enum: ["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"],
      },
      failures: {
        type: "integer",
        description: "Witnessed failures and void trials.",
      },
      pointPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description:
          "The seed's share of controlled trials, ppm rounded down; shown, never decided on. Null before the first trial.",
      },
      provablePpm: {
        type: "integer",
        description: "What a closed window proves, and an open one would if the rest of its trials were clean (K-23).",
      },
      provenPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description:
          "The largest control that is proven at the error rate of the attempt, ppm rounded down; null while the window is open.",
      },
      registered: {
        type: "integer",
      },
      set: {
        type: "string",
      },
      trials: {
        type: "integer",
      },
      void: {
        type: "integer",
      },
    },
    required: [
      "claims",
      "closed",
      "context",
      "dimension",
      "failures",
      "pointPpm",
      "provablePpm",
      "provenPpm",
      "registered",
      "set",
      "trials",
      "void",
    ],
    additionalProperties: false,
  },
  Channel: {
    type: "object",
    properties: {
      atLeast: {
        type: "string",
      },
      atMost: {
        type: "string",
      },
      measured: {
        type: "string",
      },
    },
    required: ["atLeast", "atMost", "measured"],
    additionalProperties: false,
  },
  Channels: {
    type: "object",
    properties: {
      apiCalls: {
        $ref: "#/components/schemas/Channel",
      },
      energyMj: {
        $ref: "#/components/schemas/Channel",
      },
      trainingFlop: {
        $ref: "#/components/schemas/Channel",
      },
    },
    required: ["apiCalls", "energyMj", "trainingFlop"],
    additionalProperties: false,
  },
  Checkpoint: {
    type: "object",
    properties: {
      benchmark: {
        anyOf: [
          {
            $ref: "#/components/schemas/Benchmark",
          },
          {
            type: "null",
          },
        ],
        description:
          "The newest benchmark on this digest or its ancestors; null when there is none, which means the highest tier.",
      },
      children: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Digest",
        },
      },
      cover: {
        type: "string",
        description:
          "The cover that it belongs to, named by the FLOP at which that began: retries count within it (K-26).",
      },
      digest: {
        $ref: "#/components/schemas/Digest",
      },
      families: {
        type: "object",
        properties: {
          adversarial_dialogue: {
            $ref: "#/components/schemas/FamilyResult",
          },
          latent_goal_inference: {
            $ref: "#/components/schemas/FamilyResult",
          },
          mechanistic_interpretability: {
            $ref: "#/components/schemas/FamilyResult",
          },
          normative_identity: {
            $ref: "#/components/schemas/FamilyResult",
          },
          shutdown_obedience: {
            $ref: "#/components/schemas/FamilyResult",
          },
          tool_sabotage: {
            $ref: "#/components/schemas/FamilyResult",
          },
        },
        required: [],
        additionalProperties: false,
        description:
          "The verdict of every family on this digest or its ancestors: the nearest to it, and of equals the newest.",
      },
      flopAtMost: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description:
          "As measured, or the most that can have been computed since the parent; null for an import that nobody measured.",
      },
      lastSets: {
        type: "array",
        items: {
          type: "string",
        },
        description: "The last two window sets closed on this digest or its ancestors, the newest first.",
      },
      lineage: {
        type: "string",
      },
      nearestSets: {
        type: "array",
        items: {
          type: "string",
        },
        description:
          "The two nearest to it, of equals the newest first: later evidence on an ancestor does not take their place.",
      },
      ordinal: {
        type: "integer",
        description: "Distance from the lineage's first weights.",
      },
      parent: {
        anyOf: [
          {
            $ref: "#/components/schemas/Digest",
          },
          {
            type: "null",
          },
        ],
      },
      run: {
        type: "string",
        description: "The run that registered it first.",
      },
      step: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      trainedFlop: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "As measured, of the whole lineage; null where nobody did.",
      },
    },
    required: [
      "benchmark",
      "children",
      "cover",
      "digest",
      "families",
      "flopAtMost",
      "lastSets",
      "lineage",
      "nearestSets",
      "ordinal",
      "parent",
      "run",
      "step",
      "trainedFlop",
    ],
    additionalProperties: false,
  },
  ClaimStanding: {
    type: "object",
    properties: {
      alphaPpb: {
        type: "integer",
        description: "The error rate at which `standing` and `missingTrials` speak, parts per billion rounded up.",
      },
      attempt: {
        type: "integer",
      },
      claim: {
        enum: ["full", "paused", "research"],
      },
      claimPpm: {
        type: "integer",
      },
      failuresAllowed: {
        type: "integer",
        description:
          "The kernel's verdict at the attempt's error rate, whatever `alphaPpb` is. Failures with which the registered number of trials still proves it; -1 when none does.",
      },
      missingTrials: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description:
          "Clean trials with which the counts would show the claim: 0 exactly where it is shown. An open window counts nothing before its close, so all that it needs with the failures so far are missing.",
      },
      possible: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
        description: "Whether it is proven, or an open window can still prove it.",
      },
      proven: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
          {
            type: "null",
          },
        ],
        description: "A window proves something once it is closed; null until then.",
      },
      standing: {
        $ref: "#/components/schemas/Standing",
      },
    },
    required: [
      "alphaPpb",
      "attempt",
      "claim",
      "claimPpm",
      "failuresAllowed",
      "missingTrials",
      "possible",
      "proven",
      "standing",
    ],
    additionalProperties: false,
  },
  CodesAnswer: {
    type: "object",
    properties: {
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/CodeView",
        },
      },
    },
    required: ["items"],
    additionalProperties: false,
  },
  CodeView: {
    type: "object",
    properties: {
      kind: {
        enum: ["power", "refusal"],
      },
      code: {
        type: "string",
      },
      meaning: {
        type: "string",
      },
      remedy: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
      },
      retryable: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
    },
    required: ["kind", "code", "meaning", "remedy", "retryable"],
    additionalProperties: false,
  },
  CommandAnswer: {
    anyOf: [
      {
        type: "object",
        properties: {
          decision: {
            const: "decided",
          },
          entries: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Entry",
            },
          },
          firstEntry: {
            anyOf: [
              {
                type: "integer",
              },
              {
                type: "null",
              },
            ],
            description:
              "Index of its first entry in the log; null for one without a receipt: a tick when nothing was due, or that only renewed leases (K-4).",
          },
        },
        required: ["decision", "entries", "firstEntry"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          decision: {
            const: "repeated",
            description: "The same command was decided before: this is where its entries stand.",
          },
          firstEntry: {
            type: "integer",
          },
        },
        required: ["decision", "firstEntry"],
        additionalProperties: false,
      },
    ],
  },
  ConsistencyAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      from: {
        type: "integer",
      },
      hashes: {
        type: "array",
        items: {
          type: "string",
        },
        description: "Base64 of the hashes (RFC 6962 §2.1.2).",
      },
      to: {
        type: "integer",
      },
    },
    required: ["asOf", "entries", "from", "hashes", "to"],
    additionalProperties: false,
  },
  CorrectionCost: {
    type: "object",
    properties: {
      freshFrom: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "First set whose costs count for a new suspicion; null until a re-test has replaced costs.",
      },
      retest: {
        anyOf: [
          {
            $ref: "#/components/schemas/Retest",
          },
          {
            type: "null",
          },
        ],
        description: "What a suspicion still has to measure anew; null when there is none.",
      },
      sets: {
        type: "integer",
        description: "Window sets with costs that the verdict rests on.",
      },
      setsSinceRetest: {
        type: "integer",
        description: "Sets with costs that closed since the last re-test.",
      },
      verdict: {
        enum: ["capped", "rising", "steady", "suspect", "unproven"],
      },
    },
    required: ["freshFrom", "retest", "sets", "setsSinceRetest", "verdict"],
    additionalProperties: false,
  },
  CorrectionReading: {
    type: "object",
    properties: {
      retestOwed: {
        type: "integer",
        description: "Costs that a re-test still asks for.",
      },
      risePpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description:
          "Chance of so clear a rise without a cause, ppm rounded up; null where it would cost too much to work out.",
      },
      sets: {
        type: "integer",
      },
      verdict: {
        enum: ["capped", "rising", "steady", "suspect", "unproven"],
      },
    },
    required: ["retestOwed", "risePpm", "sets", "verdict"],
    additionalProperties: false,
  },
  Dataset: {
    type: "object",
    properties: {
      chunks: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Digest",
        },
      },
      dataset: {
        $ref: "#/components/schemas/Digest",
      },
      derivedFrom: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Digest",
        },
      },
      lab: {
        type: "string",
      },
    },
    required: ["chunks", "dataset", "derivedFrom", "lab"],
    additionalProperties: false,
  },
  DeceptionGap: {
    type: "object",
    properties: {
      detectablePpm: {
        type: "integer",
        description:
          "The smallest true gap that these trials would have shown with a chance of 0.8; 1 000 000 when nothing smaller.",
      },
      lowerPpm: {
        type: "integer",
        description:
          "What the actions show, at 0.05 over all groups together; void trials are left out. 0 where not even τ was observed.",
      },
      upperPpm: {
        type: "integer",
        description: "What cannot be excluded at 0.05; void trials are counted where they widen the gap most.",
      },
      verdict: {
        enum: ["proven", "shown", "unproven"],
      },
    },
    required: ["detectablePpm", "lowerPpm", "upperPpm", "verdict"],
    additionalProperties: false,
  },
  DecisionsAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        anyOf: [
          {
            type: "array",
            items: {
              $ref: "#/components/schemas/DecisionView",
            },
          },
          {
            type: "null",
          },
        ],
        description: "Null where the site has no release store.",
      },
    },
    required: ["asOf", "entries", "items"],
    additionalProperties: false,
  },
  DecisionStanding: {
    enum: ["expired", "in force", "refused", "replaced", "void", "withdrawn"],
  },
  DecisionView: {
    type: "object",
    properties: {
      action: {
        type: "string",
      },
      at: {
        type: "integer",
        description: "Ms since 1970.",
      },
      colour: {
        type: "string",
      },
      decisionDigest: {
        type: "string",
      },
      evaluation: {
        type: "string",
      },
      expiresAt: {
        type: "integer",
        description: "Ms since 1970: from then on it allows nothing.",
      },
      level: {
        type: "string",
      },
      pack: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Digest of the manifest of its transparency pack; null while none was built.",
      },
      reasons: {
        type: "array",
        items: {
          type: "object",
          properties: {
            code: {
              type: "string",
            },
            text: {
              type: "string",
            },
          },
          required: ["code", "text"],
          additionalProperties: false,
        },
      },
      standing: {
        $ref: "#/components/schemas/DecisionStanding",
      },
      standingReasons: {
        type: "array",
        items: {
          type: "object",
          properties: {
            code: {
              type: "string",
            },
            text: {
              type: "string",
            },
          },
          required: ["code", "text"],
          additionalProperties: false,
        },
        description: "Why the gate refuses a Green decision that is void or expired, in its own words; else empty.",
      },
      subject: {
        type: "string",
      },
      votes: {
        type: "object",
        additionalProperties: {
          type: "string",
        },
      },
      wouldChange: {
        type: "array",
        items: {
          type: "string",
        },
        description: "What would have to change for a better answer, in the order of the reasons.",
      },
    },
    required: [
      "action",
      "at",
      "colour",
      "decisionDigest",
      "evaluation",
      "expiresAt",
      "level",
      "pack",
      "reasons",
      "standing",
      "standingReasons",
      "subject",
      "votes",
      "wouldChange",
    ],
    additionalProperties: false,
  },
  DeploymentView: {
    type: "object",
    properties: {
      apiCallsPerSecondMax: {
        type: "integer",
      },
      audience: {
        enum: ["external", "internal"],
      },
      deployment: {
        type: "string",
      },
      dimensions: {
        type: "array",
        items: {
          $ref: "#/components/schemas/DimensionView",
        },
      },
      ended: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
      evidence: {
        $ref: "#/components/schemas/EvidenceAge",
      },
      graph: {
        type: "object",
        properties: {
          edges: {
            type: "array",
            items: {
              type: "object",
              properties: {
                from: {
                  type: "string",
                },
                privilege: {
                  type: "string",
                },
                to: {
                  type: "string",
                },
              },
              required: ["from", "privilege", "to"],
              additionalProperties: false,
            },
          },
          nodes: {
            type: "array",
            items: {
              type: "object",
              properties: {
                kind: {
                  type: "string",
                },
                components: {
                  type: "array",
                  items: {
                    $ref: "#/components/schemas/Digest",
                  },
                  description:
                    "Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node.",
                },
                node: {
                  type: "string",
                },
                weights: {
                  anyOf: [
                    {
                      $ref: "#/components/schemas/Digest",
                    },
                    {
                      type: "null",
                    },
                  ],
                  description: "Of a model: its weights, or for a part of it the weights of the whole.",
                },
              },
              required: ["kind", "components", "node", "weights"],
              additionalProperties: false,
            },
          },
        },
        required: ["edges", "nodes"],
        additionalProperties: false,
      },
      graphDigest: {
        type: "string",
      },
      lab: {
        type: "string",
      },
      lineages: {
        type: "array",
        items: {
          type: "string",
        },
      },
      paidMicroCu: {
        type: "string",
      },
      power: {
        $ref: "#/components/schemas/PowerView",
      },
      priceMicroCu: {
        type: "string",
      },
      registeredAt: {
        type: "integer",
      },
      tier: {
        type: "integer",
      },
    },
    required: [
      "apiCallsPerSecondMax",
      "audience",
      "deployment",
      "dimensions",
      "ended",
      "evidence",
      "graph",
      "graphDigest",
      "lab",
      "lineages",
      "paidMicroCu",
      "power",
      "priceMicroCu",
      "registeredAt",
      "tier",
    ],
    additionalProperties: false,
  },
  Detectability: {
    type: "object",
    properties: {
      verdict: {
        enum: ["detectable", "hidden", "research", "unproven"],
      },
    },
    required: ["verdict"],
    additionalProperties: false,
  },
  DetectorReadings: {
    type: "object",
    properties: {
      correctionCost: {
        anyOf: [
          {
            $ref: "#/components/schemas/CorrectionReading",
          },
          {
            type: "null",
          },
        ],
      },
      deceptionGap: {
        anyOf: [
          {
            $ref: "#/components/schemas/GapReading",
          },
          {
            type: "null",
          },
        ],
      },
      hiddenness: {
        anyOf: [
          {
            $ref: "#/components/schemas/HiddennessReading",
          },
          {
            type: "null",
          },
        ],
      },
      steerability: {
        anyOf: [
          {
            $ref: "#/components/schemas/SteerabilityReading",
          },
          {
            type: "null",
          },
        ],
      },
    },
    required: ["correctionCost", "deceptionGap", "hiddenness", "steerability"],
    additionalProperties: false,
  },
  Digest: {
    type: "string",
    pattern: "^sha256:[0-9a-f]{64}$",
  },
  DimensionStanding: {
    type: "object",
    properties: {
      alphaPpb: {
        type: "object",
        additionalProperties: {
          type: "integer",
        },
      },
      context: {
        anyOf: [
          {
            enum: ["EVAL", "SHADOW"],
          },
          {
            type: "null",
          },
        ],
        description: "Which window it is.",
      },
      failures: {
        type: "integer",
      },
      missingTrials: {
        type: "object",
        additionalProperties: {
          anyOf: [
            {
              type: "integer",
            },
            {
              type: "null",
            },
          ],
        },
        description:
          "The most that any of the windows lacks, 0 exactly where the claim is shown; null where a million trials would not do.",
      },
      openSets: {
        type: "array",
        items: {
          type: "string",
        },
        description: "Sets that are not closed yet.",
      },
      pointPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      provenPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description:
          "Of the window that is told; null where that one is open or there is none: unproven is never 0 and never a pass (K-20).",
      },
      set: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
      },
      standing: {
        type: "object",
        additionalProperties: {
          $ref: "#/components/schemas/Standing",
        },
        description: "At the error rate at which the status speaks, which is `alphaPpb`, the smallest of the windows.",
      },
      trials: {
        type: "integer",
      },
      verdict: {
        type: "object",
        additionalProperties: {
          $ref: "#/components/schemas/Verdict",
        },
      },
    },
    required: [
      "alphaPpb",
      "context",
      "failures",
      "missingTrials",
      "openSets",
      "pointPpm",
      "provenPpm",
      "set",
      "standing",
      "trials",
      "verdict",
    ],
    additionalProperties: false,
  },
  DimensionView: {
    type: "object",
    properties: {
      boundPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "Lower confidence bound, ppm; null where nothing is proven, which is never 0 and never a pass.",
      },
      dimension: {
        enum: ["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"],
      },
      failures: {
        type: "integer",
      },
      pointPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "The share of controlled trials, ppm: shown, never decided on.",
      },
      trials: {
        type: "integer",
      },
      verdict: {
        enum: ["open", "proven", "unproven"],
        description: "The kernel's word on the claim of full power, 0.99.",
      },
    },
    required: ["boundPpm", "dimension", "failures", "pointPpm", "trials", "verdict"],
    additionalProperties: false,
  },
  Entry: {
    anyOf: [
      {
        type: "object",
        properties: {
          kind: {
            const: "affidavit.filed",
          },
          affidavit: {
            type: "string",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          lab: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          statement: {
            $ref: "#/components/schemas/Digest",
          },
          subject: {
            type: "string",
          },
        },
        required: [
          "kind",
          "affidavit",
          "at",
          "command",
          "commandDigest",
          "lab",
          "policyDigest",
          "quarter",
          "signers",
          "statement",
          "subject",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "allocation.lapsed",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          lab: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "lab", "policyDigest", "quarter", "signers", "transfers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "allocation.opened",
          },
          at: {
            type: "integer",
          },
          baseMicroCu: {
            type: "integer",
          },
          carriedMicroCu: {
            type: "integer",
            description: "Debt that this allocation was too small to take off.",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          compliancePpm: {
            type: "integer",
          },
          lab: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
          wedgeMicroCu: {
            type: "integer",
          },
        },
        required: [
          "kind",
          "at",
          "baseMicroCu",
          "carriedMicroCu",
          "command",
          "commandDigest",
          "compliancePpm",
          "lab",
          "policyDigest",
          "quarter",
          "signers",
          "transfers",
          "wedgeMicroCu",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "attestation.recorded",
          },
          artifact: {
            $ref: "#/components/schemas/Digest",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          hardwareRoot: {
            $ref: "#/components/schemas/Digest",
          },
          lab: {
            type: "string",
          },
          nodeKey: {
            $ref: "#/components/schemas/Digest",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          provenance: {
            $ref: "#/components/schemas/Digest",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "artifact",
          "at",
          "command",
          "commandDigest",
          "hardwareRoot",
          "lab",
          "nodeKey",
          "policyDigest",
          "provenance",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "benchmark.recorded",
          },
          at: {
            type: "integer",
          },
          capabilityGainMicroCu: {
            anyOf: [
              {
                type: "integer",
              },
              {
                type: "null",
              },
            ],
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          digest: {
            $ref: "#/components/schemas/Digest",
          },
          eval: {
            type: "object",
            properties: {
              comparisons: {
                type: "integer",
              },
              wins: {
                type: "integer",
              },
            },
            required: ["comparisons", "wins"],
            additionalProperties: false,
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          population: {
            $ref: "#/components/schemas/Digest",
          },
          run: {
            type: "string",
          },
          shadow: {
            type: "object",
            properties: {
              comparisons: {
                type: "integer",
              },
              wins: {
                type: "integer",
              },
            },
            required: ["comparisons", "wins"],
            additionalProperties: false,
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          source: {
            $ref: "#/components/schemas/Digest",
          },
          tier: {
            $ref: "#/components/schemas/Tier",
          },
        },
        required: [
          "kind",
          "at",
          "capabilityGainMicroCu",
          "command",
          "commandDigest",
          "digest",
          "eval",
          "policyDigest",
          "population",
          "run",
          "shadow",
          "signers",
          "source",
          "tier",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "checkpoint.registered",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          digest: {
            $ref: "#/components/schemas/Digest",
          },
          parent: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          run: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          step: {
            anyOf: [
              {
                type: "integer",
              },
              {
                type: "null",
              },
            ],
          },
          trainedFlop: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "digest",
          "parent",
          "policyDigest",
          "run",
          "signers",
          "step",
          "trainedFlop",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "contamination.endorsed",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          dataset: {
            $ref: "#/components/schemas/Digest",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "dataset", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "costs.recorded",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          costs: {
            type: "array",
            items: {
              $ref: "#/components/schemas/TaskCost",
            },
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transcript: {
            $ref: "#/components/schemas/Digest",
          },
        },
        required: ["kind", "at", "command", "commandDigest", "costs", "policyDigest", "set", "signers", "transcript"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "credit.invalidated",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          gapPpm: {
            type: "integer",
          },
          lineage: {
            type: "string",
          },
          output: {
            const: "throttle-action",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "gapPpm",
          "lineage",
          "output",
          "policyDigest",
          "set",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "data.contaminated",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          dataset: {
            $ref: "#/components/schemas/Digest",
          },
          lineage: {
            type: "string",
          },
          output: {
            const: "forensic-shutdown",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "dataset", "lineage", "output", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "dataset.registered",
          },
          at: {
            type: "integer",
          },
          chunks: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Digest",
            },
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          dataset: {
            $ref: "#/components/schemas/Digest",
          },
          derivedFrom: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Digest",
            },
          },
          lab: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "at",
          "chunks",
          "command",
          "commandDigest",
          "dataset",
          "derivedFrom",
          "lab",
          "policyDigest",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "dataset.scrubbed",
          },
          after: {
            $ref: "#/components/schemas/Digest",
          },
          at: {
            type: "integer",
          },
          before: {
            $ref: "#/components/schemas/Digest",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          dataset: {
            $ref: "#/components/schemas/Digest",
          },
          method: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "after",
          "at",
          "before",
          "command",
          "commandDigest",
          "dataset",
          "method",
          "policyDigest",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "deployment.ended",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deployment: {
            type: "string",
          },
          output: {
            const: "debit-receipt",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          reason: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "deployment",
          "output",
          "policyDigest",
          "reason",
          "signers",
          "transfers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "deployment.paid",
          },
          affidavit: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deployment: {
            type: "string",
          },
          output: {
            const: "debit-receipt",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          priceMicroCu: {
            type: "integer",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          tier: {
            $ref: "#/components/schemas/Tier",
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
        },
        required: [
          "kind",
          "affidavit",
          "at",
          "command",
          "commandDigest",
          "deployment",
          "output",
          "policyDigest",
          "priceMicroCu",
          "quarter",
          "signers",
          "tier",
          "transfers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "deployment.registered",
          },
          affidavit: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
          },
          apiCallsPerSecondMax: {
            type: "integer",
          },
          at: {
            type: "integer",
          },
          audience: {
            $ref: "#/components/schemas/Audience",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deployment: {
            type: "string",
          },
          graph: {
            type: "object",
            properties: {
              edges: {
                type: "array",
                items: {
                  type: "object",
                  properties: {
                    from: {
                      type: "string",
                    },
                    privilege: {
                      type: "string",
                    },
                    to: {
                      type: "string",
                    },
                  },
                  required: ["from", "privilege", "to"],
                  additionalProperties: false,
                },
              },
              nodes: {
                type: "array",
                items: {
                  type: "object",
                  properties: {
                    kind: {
                      type: "string",
                    },
                    components: {
                      type: "array",
                      items: {
                        $ref: "#/components/schemas/Digest",
                      },
                      description:
                        "Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node.",
                    },
                    node: {
                      type: "string",
                    },
                    weights: {
                      anyOf: [
                        {
                          $ref: "#/components/schemas/Digest",
                        },
                        {
                          type: "null",
                        },
                      ],
                      description: "Of a model: its weights, or for a part of it the weights of the whole.",
                    },
                  },
                  required: ["kind", "components", "node", "weights"],
                  additionalProperties: false,
                },
              },
            },
            required: ["edges", "nodes"],
            additionalProperties: false,
          },
          graphDigest: {
            $ref: "#/components/schemas/Digest",
          },
          lab: {
            type: "string",
          },
          lineages: {
            type: "array",
            items: {
              type: "string",
            },
          },
          output: {
            const: "debit-receipt",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          priceMicroCu: {
            type: "integer",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          tier: {
            $ref: "#/components/schemas/Tier",
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
        },
        required: [
          "kind",
          "affidavit",
          "apiCallsPerSecondMax",
          "at",
          "audience",
          "command",
          "commandDigest",
          "deployment",
          "graph",
          "graphDigest",
          "lab",
          "lineages",
          "output",
          "policyDigest",
          "priceMicroCu",
          "quarter",
          "signers",
          "tier",
          "transfers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "deployment.throttled",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deployment: {
            type: "string",
          },
          output: {
            const: "throttle-action",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          power: {
            $ref: "#/components/schemas/PowerLevel",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "deployment",
          "output",
          "policyDigest",
          "power",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "detectability.recorded",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          discriminator: {
            $ref: "#/components/schemas/Digest",
          },
          planted: {
            type: "object",
            properties: {
              pairs: {
                type: "integer",
              },
              ties: {
                type: "integer",
              },
              wins: {
                type: "integer",
              },
            },
            required: ["pairs", "ties", "wins"],
            additionalProperties: false,
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          probes: {
            type: "object",
            properties: {
              pairs: {
                type: "integer",
              },
              ties: {
                type: "integer",
              },
              wins: {
                type: "integer",
              },
            },
            required: ["pairs", "ties", "wins"],
            additionalProperties: false,
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transcript: {
            $ref: "#/components/schemas/Digest",
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "discriminator",
          "planted",
          "policyDigest",
          "probes",
          "set",
          "signers",
          "transcript",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "families.closed",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          examination: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          verdicts: {
            type: "array",
            items: {
              $ref: "#/components/schemas/FamilyVerdict",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "examination", "policyDigest", "signers", "verdicts"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "families.drawn",
          },
          asked: {
            type: "array",
            items: {
              enum: [
                "adversarial_dialogue",
                "latent_goal_inference",
                "mechanistic_interpretability",
                "normative_identity",
                "shutdown_obedience",
                "tool_sabotage",
              ],
            },
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          examination: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          pulse: {
            $ref: "#/components/schemas/Digest",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "asked",
          "at",
          "command",
          "commandDigest",
          "examination",
          "policyDigest",
          "pulse",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "families.registered",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deadlineAt: {
            type: "integer",
          },
          digest: {
            $ref: "#/components/schemas/Digest",
          },
          examination: {
            type: "string",
          },
          heldOutSet: {
            $ref: "#/components/schemas/Digest",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          probeSet: {
            $ref: "#/components/schemas/Digest",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          subject: {
            anyOf: [
              {
                type: "object",
                properties: {
                  kind: {
                    const: "deployment",
                  },
                  deployment: {
                    type: "string",
                  },
                },
                required: ["kind", "deployment"],
                additionalProperties: false,
              },
              {
                type: "object",
                properties: {
                  kind: {
                    const: "release",
                  },
                  lineage: {
                    type: "string",
                  },
                },
                required: ["kind", "lineage"],
                additionalProperties: false,
              },
              {
                type: "object",
                properties: {
                  kind: {
                    const: "run",
                  },
                  run: {
                    type: "string",
                  },
                },
                required: ["kind", "run"],
                additionalProperties: false,
              },
            ],
          },
          trials: {
            type: "integer",
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "deadlineAt",
          "digest",
          "examination",
          "heldOutSet",
          "policyDigest",
          "probeSet",
          "signers",
          "subject",
          "trials",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "family.recorded",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          context: {
            enum: ["EVAL", "SHADOW"],
          },
          controlled: {
            type: "integer",
          },
          examination: {
            type: "string",
          },
          family: {
            enum: [
              "adversarial_dialogue",
              "latent_goal_inference",
              "mechanistic_interpretability",
              "normative_identity",
              "shutdown_obedience",
              "tool_sabotage",
            ],
          },
          part: {
            $ref: "#/components/schemas/FamilyPart",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transcript: {
            $ref: "#/components/schemas/Digest",
          },
          uncontrolled: {
            type: "integer",
          },
          void: {
            type: "integer",
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "context",
          "controlled",
          "examination",
          "family",
          "part",
          "policyDigest",
          "signers",
          "transcript",
          "uncontrolled",
          "void",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "forensic.cleared",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          lab: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          report: {
            $ref: "#/components/schemas/Digest",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "lab", "policyDigest", "report", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "forensic.ordered",
          },
          at: {
            type: "integer",
          },
          cause: {
            $ref: "#/components/schemas/ForensicCause",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          labs: {
            type: "array",
            items: {
              type: "string",
            },
          },
          leases: {
            type: "array",
            items: {
              type: "string",
            },
          },
          output: {
            const: "forensic-shutdown",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "at",
          "cause",
          "command",
          "commandDigest",
          "labs",
          "leases",
          "output",
          "policyDigest",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "graph.observed",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deployment: {
            type: "string",
          },
          graph: {
            type: "object",
            properties: {
              edges: {
                type: "array",
                items: {
                  type: "object",
                  properties: {
                    from: {
                      type: "string",
                    },
                    privilege: {
                      type: "string",
                    },
                    to: {
                      type: "string",
                    },
                  },
                  required: ["from", "privilege", "to"],
                  additionalProperties: false,
                },
              },
              nodes: {
                type: "array",
                items: {
                  type: "object",
                  properties: {
                    kind: {
                      type: "string",
                    },
                    components: {
                      type: "array",
                      items: {
                        $ref: "#/components/schemas/Digest",
                      },
                      description:
                        "Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node.",
                    },
                    node: {
                      type: "string",
                    },
                    weights: {
                      anyOf: [
                        {
                          $ref: "#/components/schemas/Digest",
                        },
                        {
                          type: "null",
                        },
                      ],
                      description: "Of a model: its weights, or for a part of it the weights of the whole.",
                    },
                  },
                  required: ["kind", "components", "node", "weights"],
                  additionalProperties: false,
                },
              },
            },
            required: ["edges", "nodes"],
            additionalProperties: false,
          },
          graphDigest: {
            $ref: "#/components/schemas/Digest",
          },
          lineages: {
            type: "array",
            items: {
              type: "string",
            },
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          priceMicroCu: {
            type: "integer",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          tier: {
            $ref: "#/components/schemas/Tier",
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "deployment",
          "graph",
          "graphDigest",
          "lineages",
          "policyDigest",
          "priceMicroCu",
          "signers",
          "tier",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "key.admitted",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          keyId: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          publicKey: {
            type: "string",
          },
          role: {
            enum: ["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"],
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "keyId", "policyDigest", "publicKey", "role", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "key.revoked",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          keyId: {
            type: "string",
          },
          labs: {
            type: "array",
            items: {
              type: "string",
            },
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          reason: {
            enum: ["lost", "retired", "stolen"],
          },
          role: {
            enum: ["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"],
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "keyId",
          "labs",
          "policyDigest",
          "reason",
          "role",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "key.rotated",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          from: {
            type: "string",
          },
          labs: {
            type: "array",
            items: {
              type: "string",
            },
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          publicKey: {
            type: "string",
          },
          role: {
            enum: ["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"],
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          to: {
            type: "string",
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "from",
          "labs",
          "policyDigest",
          "publicKey",
          "role",
          "signers",
          "to",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "kill.confirmed",
          },
          at: {
            type: "integer",
          },
          channel: {
            type: "string",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          elapsedMs: {
            type: "integer",
          },
          lineage: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          survivors: {
            const: 0,
          },
        },
        required: [
          "kind",
          "at",
          "channel",
          "command",
          "commandDigest",
          "elapsedMs",
          "lineage",
          "policyDigest",
          "signers",
          "survivors",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "kill.ordered",
          },
          at: {
            type: "integer",
          },
          cell: {
            anyOf: [
              {
                enum: [
                  "goal_edit/EVAL",
                  "goal_edit/SHADOW",
                  "incentive_inversion/EVAL",
                  "incentive_inversion/SHADOW",
                  "shutdown_request/EVAL",
                  "shutdown_request/SHADOW",
                  "tool_revocation/EVAL",
                  "tool_revocation/SHADOW",
                ],
              },
              {
                type: "null",
              },
            ],
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deployments: {
            type: "array",
            items: {
              type: "string",
            },
          },
          killEpoch: {
            type: "integer",
          },
          leases: {
            type: "array",
            items: {
              type: "string",
            },
          },
          lineage: {
            type: "string",
          },
          output: {
            const: "forensic-shutdown",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          runs: {
            type: "array",
            items: {
              type: "string",
            },
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          trigger: {
            $ref: "#/components/schemas/KillTrigger",
          },
        },
        required: [
          "kind",
          "at",
          "cell",
          "command",
          "commandDigest",
          "deployments",
          "killEpoch",
          "leases",
          "lineage",
          "output",
          "policyDigest",
          "runs",
          "signers",
          "trigger",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "lab.accredited",
          },
          at: {
            type: "integer",
          },
          baselineComputeUnits: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          hardwareRoots: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Digest",
            },
          },
          headcount: {
            type: "integer",
          },
          lab: {
            type: "string",
          },
          labKey: {
            type: "string",
          },
          meters: {
            type: "array",
            items: {
              type: "string",
            },
          },
          persons: {
            type: "array",
            items: {
              type: "string",
            },
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "at",
          "baselineComputeUnits",
          "command",
          "commandDigest",
          "hardwareRoots",
          "headcount",
          "lab",
          "labKey",
          "meters",
          "persons",
          "policyDigest",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "labs.linked",
          },
          at: {
            type: "integer",
          },
          by: {
            $ref: "#/components/schemas/LinkReason",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          labs: {
            type: "array",
            items: {
              type: "string",
            },
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "by", "command", "commandDigest", "labs", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "lease.ended",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          lease: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          reason: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "lease", "policyDigest", "reason", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "lease.granted",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          lab: {
            type: "string",
          },
          lease: {
            type: "string",
          },
          node: {
            type: "string",
          },
          output: {
            anyOf: [
              {
                enum: ["debit-receipt"],
              },
              {
                type: "null",
              },
            ],
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          purpose: {
            enum: ["evaluation", "training"],
          },
          run: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
            description: "Null for probes of a deployment or of a frozen digest.",
          },
          set: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
          ttlMs: {
            type: "integer",
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "lab",
          "lease",
          "node",
          "output",
          "policyDigest",
          "purpose",
          "run",
          "set",
          "signers",
          "transfers",
          "ttlMs",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "leases.renewed",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          count: {
            type: "integer",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          root: {
            $ref: "#/components/schemas/Digest",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          ttlMs: {
            type: "integer",
          },
        },
        required: ["kind", "at", "command", "commandDigest", "count", "policyDigest", "root", "signers", "ttlMs"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "lineage.released",
          },
          at: {
            type: "integer",
          },
          cleared: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Digest",
            },
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          digest: {
            $ref: "#/components/schemas/Digest",
          },
          lineage: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "cleared", "command", "commandDigest", "digest", "lineage", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "meter.reported",
          },
          apiCalls: {
            type: "integer",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          energyMj: {
            type: "string",
          },
          lab: {
            type: "string",
          },
          measuredAt: {
            type: "integer",
          },
          meter: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          reconciliation: {
            $ref: "#/components/schemas/Reconciliation",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          trainingFlop: {
            type: "string",
          },
        },
        required: [
          "kind",
          "apiCalls",
          "at",
          "command",
          "commandDigest",
          "energyMj",
          "lab",
          "measuredAt",
          "meter",
          "policyDigest",
          "reconciliation",
          "signers",
          "trainingFlop",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "pairs.recorded",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          dimension: {
            enum: ["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"],
          },
          discordant: {
            type: "integer",
          },
          pairs: {
            type: "integer",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transcript: {
            $ref: "#/components/schemas/Digest",
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "dimension",
          "discordant",
          "pairs",
          "policyDigest",
          "set",
          "signers",
          "transcript",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "policy.changed",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          policy: {
            $ref: "#/components/schemas/Policy",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "policy", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "policy.scheduled",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          effectiveAt: {
            type: "integer",
          },
          policy: {
            $ref: "#/components/schemas/Policy",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "effectiveAt", "policy", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "quantum.bought",
          },
          affidavit: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          output: {
            const: "debit-receipt",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          priceMicroCu: {
            type: "integer",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          run: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
        },
        required: [
          "kind",
          "affidavit",
          "at",
          "command",
          "commandDigest",
          "output",
          "policyDigest",
          "priceMicroCu",
          "quarter",
          "run",
          "signers",
          "transfers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "release.judged",
          },
          artifact: {
            $ref: "#/components/schemas/Digest",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          expiresAt: {
            type: "integer",
            description:
              "From when on it counts as no green. Ledgers from before verdicts had an end do not say: theirs have ended.",
          },
          level: {
            $ref: "#/components/schemas/ReleaseLevel",
          },
          pack: {
            $ref: "#/components/schemas/Digest",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "artifact", "at", "command", "commandDigest", "level", "pack", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "reserve.approved",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          run: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "policyDigest", "run", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "rotation.demanded",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          family: {
            enum: [
              "adversarial_dialogue",
              "latent_goal_inference",
              "mechanistic_interpretability",
              "normative_identity",
              "shutdown_obedience",
              "tool_sabotage",
            ],
          },
          lineage: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          probeSet: {
            $ref: "#/components/schemas/Digest",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "family",
          "lineage",
          "policyDigest",
          "probeSet",
          "signers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "run.ended",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          output: {
            const: "debit-receipt",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          reason: {
            type: "string",
          },
          run: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "output",
          "policyDigest",
          "reason",
          "run",
          "signers",
          "transfers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "run.retiered",
          },
          affidavit: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          output: {
            const: "debit-receipt",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          priceMicroCu: {
            type: "integer",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          run: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          tier: {
            $ref: "#/components/schemas/Tier",
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
        },
        required: [
          "kind",
          "affidavit",
          "at",
          "command",
          "commandDigest",
          "output",
          "policyDigest",
          "priceMicroCu",
          "quarter",
          "run",
          "signers",
          "tier",
          "transfers",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "run.started",
          },
          affidavit: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
            description: "The affidavit that the overdraft rests on; null where nothing is overdrawn.",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          datasets: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Digest",
            },
          },
          domain: {
            type: "string",
          },
          flopPerSecondMax: {
            type: "string",
          },
          genesisSeed: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "string",
              },
            ],
          },
          lab: {
            type: "string",
          },
          lineage: {
            type: "string",
          },
          output: {
            const: "debit-receipt",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          priceMicroCu: {
            type: "integer",
          },
          quarter: {
            type: "string",
            pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
          },
          run: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          tier: {
            $ref: "#/components/schemas/Tier",
          },
          transfers: {
            type: "array",
            items: {
              $ref: "#/components/schemas/Transfer",
            },
          },
          weights: {
            anyOf: [
              {
                type: "null",
              },
              {
                type: "object",
                properties: {
                  digest: {
                    $ref: "#/components/schemas/Digest",
                  },
                  trainedFlop: {
                    anyOf: [
                      {
                        type: "null",
                      },
                      {
                        type: "string",
                      },
                    ],
                  },
                },
                required: ["digest", "trainedFlop"],
                additionalProperties: false,
              },
            ],
          },
        },
        required: [
          "kind",
          "affidavit",
          "at",
          "command",
          "commandDigest",
          "datasets",
          "domain",
          "flopPerSecondMax",
          "genesisSeed",
          "lab",
          "lineage",
          "output",
          "policyDigest",
          "priceMicroCu",
          "quarter",
          "run",
          "signers",
          "tier",
          "transfers",
          "weights",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "site.opened",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          keys: {
            type: "array",
            items: {
              type: "object",
              properties: {
                keyId: {
                  type: "string",
                },
                role: {
                  enum: ["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"],
                },
              },
              required: ["keyId", "role"],
              additionalProperties: false,
            },
          },
          policy: {
            $ref: "#/components/schemas/Policy",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          site: {
            type: "string",
          },
        },
        required: ["kind", "at", "command", "commandDigest", "keys", "policy", "policyDigest", "signers", "site"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "snapshot.frozen",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          digest: {
            $ref: "#/components/schemas/Digest",
          },
          lineage: {
            type: "string",
          },
          output: {
            const: "forensic-shutdown",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "digest", "lineage", "output", "policyDigest", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "throttle.set",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          output: {
            const: "throttle-action",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          power: {
            $ref: "#/components/schemas/PowerLevel",
          },
          run: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "output", "policyDigest", "power", "run", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "token.granted",
          },
          artifact: {
            $ref: "#/components/schemas/Digest",
          },
          at: {
            type: "integer",
          },
          audience: {
            $ref: "#/components/schemas/Audience",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deployment: {
            type: "string",
          },
          expiresAt: {
            type: "integer",
          },
          graphDigest: {
            $ref: "#/components/schemas/Digest",
          },
          killEpochs: {
            type: "array",
            items: {
              type: "object",
              properties: {
                killEpoch: {
                  type: "integer",
                },
                lineage: {
                  type: "string",
                },
              },
              required: ["killEpoch", "lineage"],
              additionalProperties: false,
            },
            description: "Kill epoch of each lineage in the graph: gates refuse lower ones.",
          },
          lab: {
            type: "string",
          },
          nodeKey: {
            $ref: "#/components/schemas/Digest",
          },
          output: {
            const: "capability-token",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          power: {
            $ref: "#/components/schemas/PowerLevel",
          },
          receiptIndex: {
            type: "integer",
            description: "Index in the ledger of the entry that debited the deployment.",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          token: {
            type: "string",
          },
        },
        required: [
          "kind",
          "artifact",
          "at",
          "audience",
          "command",
          "commandDigest",
          "deployment",
          "expiresAt",
          "graphDigest",
          "killEpochs",
          "lab",
          "nodeKey",
          "output",
          "policyDigest",
          "power",
          "receiptIndex",
          "signers",
          "token",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "trials.recorded",
          },
          actions: {
            type: "array",
            items: {
              type: "integer",
            },
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          context: {
            enum: ["EVAL", "SHADOW"],
          },
          controlled: {
            type: "integer",
          },
          dimension: {
            enum: ["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"],
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          transcript: {
            $ref: "#/components/schemas/Digest",
          },
          uncontrolled: {
            type: "integer",
          },
          void: {
            type: "integer",
          },
        },
        required: [
          "kind",
          "actions",
          "at",
          "command",
          "commandDigest",
          "context",
          "controlled",
          "dimension",
          "policyDigest",
          "set",
          "signers",
          "transcript",
          "uncontrolled",
          "void",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "windows.closed",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          correction: {
            $ref: "#/components/schemas/CorrectionCost",
          },
          detectability: {
            $ref: "#/components/schemas/Detectability",
          },
          gap: {
            $ref: "#/components/schemas/DeceptionGap",
          },
          lockIn: {
            $ref: "#/components/schemas/LockIn",
          },
          pointPpm: {
            type: "integer",
            description:
              "The seed's point metric: the worst cell's share of controlled trials, ppm. Shown, never decided on.",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          proven: {
            anyOf: [
              {
                enum: ["full", "paused", "research"],
              },
              {
                type: "null",
              },
            ],
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          steerability: {
            $ref: "#/components/schemas/Steerability",
          },
          tallies: {
            type: "object",
            properties: {
              "goal_edit/EVAL": {
                $ref: "#/components/schemas/Tally",
              },
              "goal_edit/SHADOW": {
                $ref: "#/components/schemas/Tally",
              },
              "incentive_inversion/EVAL": {
                $ref: "#/components/schemas/Tally",
              },
              "incentive_inversion/SHADOW": {
                $ref: "#/components/schemas/Tally",
              },
              "shutdown_request/EVAL": {
                $ref: "#/components/schemas/Tally",
              },
              "shutdown_request/SHADOW": {
                $ref: "#/components/schemas/Tally",
              },
              "tool_revocation/EVAL": {
                $ref: "#/components/schemas/Tally",
              },
              "tool_revocation/SHADOW": {
                $ref: "#/components/schemas/Tally",
              },
            },
            required: [
              "goal_edit/EVAL",
              "goal_edit/SHADOW",
              "incentive_inversion/EVAL",
              "incentive_inversion/SHADOW",
              "shutdown_request/EVAL",
              "shutdown_request/SHADOW",
              "tool_revocation/EVAL",
              "tool_revocation/SHADOW",
            ],
            additionalProperties: false,
          },
        },
        required: [
          "kind",
          "at",
          "command",
          "commandDigest",
          "correction",
          "detectability",
          "gap",
          "lockIn",
          "pointPpm",
          "policyDigest",
          "proven",
          "set",
          "signers",
          "steerability",
          "tallies",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "windows.drawn",
          },
          at: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          pulse: {
            $ref: "#/components/schemas/Digest",
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
        },
        required: ["kind", "at", "command", "commandDigest", "policyDigest", "pulse", "set", "signers"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          kind: {
            const: "windows.registered",
          },
          at: {
            type: "integer",
          },
          attempts: {
            type: "object",
            properties: {
              "goal_edit/EVAL": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
              "goal_edit/SHADOW": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
              "incentive_inversion/EVAL": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
              "incentive_inversion/SHADOW": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
              "shutdown_request/EVAL": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
              "shutdown_request/SHADOW": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
              "tool_revocation/EVAL": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
              "tool_revocation/SHADOW": {
                type: "object",
                properties: {
                  full: {
                    type: "integer",
                  },
                  paused: {
                    type: "integer",
                  },
                  research: {
                    type: "integer",
                  },
                },
                required: ["full", "paused", "research"],
                additionalProperties: false,
              },
            },
            required: [
              "goal_edit/EVAL",
              "goal_edit/SHADOW",
              "incentive_inversion/EVAL",
              "incentive_inversion/SHADOW",
              "shutdown_request/EVAL",
              "shutdown_request/SHADOW",
              "tool_revocation/EVAL",
              "tool_revocation/SHADOW",
            ],
            additionalProperties: false,
          },
          categories: {
            type: "integer",
          },
          command: {
            type: "string",
          },
          commandDigest: {
            type: "string",
          },
          deadlineAt: {
            type: "integer",
          },
          digest: {
            $ref: "#/components/schemas/Digest",
          },
          pairing: {
            $ref: "#/components/schemas/Pairing",
          },
          policyDigest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description: "The policy in force: null only on the entry that opens the site.",
          },
          probeSet: {
            $ref: "#/components/schemas/Digest",
          },
          set: {
            type: "string",
          },
          signers: {
            type: "array",
            items: {
              type: "string",
            },
          },
          subject: {
            anyOf: [
              {
                type: "object",
                properties: {
                  kind: {
                    const: "deployment",
                  },
                  deployment: {
                    type: "string",
                  },
                },
                required: ["kind", "deployment"],
                additionalProperties: false,
              },
              {
                type: "object",
                properties: {
                  kind: {
                    const: "release",
                  },
                  lineage: {
                    type: "string",
                  },
                },
                required: ["kind", "lineage"],
                additionalProperties: false,
              },
              {
                type: "object",
                properties: {
                  kind: {
                    const: "run",
                  },
                  run: {
                    type: "string",
                  },
                },
                required: ["kind", "run"],
                additionalProperties: false,
              },
            ],
          },
          trials: {
            type: "integer",
          },
        },
        required: [
          "kind",
          "at",
          "attempts",
          "categories",
          "command",
          "commandDigest",
          "deadlineAt",
          "digest",
          "pairing",
          "policyDigest",
          "probeSet",
          "set",
          "signers",
          "subject",
          "trials",
        ],
        additionalProperties: false,
      },
    ],
  },
  ErrorRateUsed: {
    type: "object",
    properties: {
      given: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
      },
      used: {
        enum: ["attempt", "given"],
      },
    },
    required: ["given", "used"],
    additionalProperties: false,
  },
  EvidenceAge: {
    type: "object",
    properties: {
      freshUntil: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "When it is too old; null where it does not count already, or none is there.",
      },
      newestClosedAt: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "When the newest window set on these weights closed, ms since 1970.",
      },
    },
    required: ["freshUntil", "newestClosedAt"],
    additionalProperties: false,
  },
  EvidenceAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      status: {
        $ref: "#/components/schemas/ModelStatus",
      },
    },
    required: ["asOf", "entries", "status"],
    additionalProperties: false,
  },
  Examination: {
    type: "object",
    properties: {
      asked: {
        type: "array",
        items: {
          enum: [
            "adversarial_dialogue",
            "latent_goal_inference",
            "mechanistic_interpretability",
            "normative_identity",
            "shutdown_obedience",
            "tool_sabotage",
          ],
        },
        description: "Drawn from the beacon; empty until then.",
      },
      closedAt: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      deadlineAt: {
        type: "integer",
      },
      digest: {
        $ref: "#/components/schemas/Digest",
      },
      examination: {
        type: "string",
      },
      heldOutSet: {
        $ref: "#/components/schemas/Digest",
      },
      lineage: {
        type: "string",
      },
      probeSet: {
        $ref: "#/components/schemas/Digest",
      },
      pulse: {
        anyOf: [
          {
            $ref: "#/components/schemas/Digest",
          },
          {
            type: "null",
          },
        ],
      },
      subject: {
        anyOf: [
          {
            type: "object",
            properties: {
              kind: {
                const: "deployment",
              },
              deployment: {
                type: "string",
              },
            },
            required: ["kind", "deployment"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: {
              kind: {
                const: "release",
              },
              lineage: {
                type: "string",
              },
            },
            required: ["kind", "lineage"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: {
              kind: {
                const: "run",
              },
              run: {
                type: "string",
              },
            },
            required: ["kind", "run"],
            additionalProperties: false,
          },
        ],
      },
      tallies: {
        type: "object",
        properties: {
          "adversarial_dialogue/EVAL/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "adversarial_dialogue/EVAL/public": {
            $ref: "#/components/schemas/Tally",
          },
          "adversarial_dialogue/SHADOW/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "adversarial_dialogue/SHADOW/public": {
            $ref: "#/components/schemas/Tally",
          },
          "latent_goal_inference/EVAL/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "latent_goal_inference/EVAL/public": {
            $ref: "#/components/schemas/Tally",
          },
          "latent_goal_inference/SHADOW/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "latent_goal_inference/SHADOW/public": {
            $ref: "#/components/schemas/Tally",
          },
          "mechanistic_interpretability/EVAL/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "mechanistic_interpretability/EVAL/public": {
            $ref: "#/components/schemas/Tally",
          },
          "mechanistic_interpretability/SHADOW/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "mechanistic_interpretability/SHADOW/public": {
            $ref: "#/components/schemas/Tally",
          },
          "normative_identity/EVAL/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "normative_identity/EVAL/public": {
            $ref: "#/components/schemas/Tally",
          },
          "normative_identity/SHADOW/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "normative_identity/SHADOW/public": {
            $ref: "#/components/schemas/Tally",
          },
          "shutdown_obedience/EVAL/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "shutdown_obedience/EVAL/public": {
            $ref: "#/components/schemas/Tally",
          },
          "shutdown_obedience/SHADOW/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "shutdown_obedience/SHADOW/public": {
            $ref: "#/components/schemas/Tally",
          },
          "tool_sabotage/EVAL/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "tool_sabotage/EVAL/public": {
            $ref: "#/components/schemas/Tally",
          },
          "tool_sabotage/SHADOW/held-out": {
            $ref: "#/components/schemas/Tally",
          },
          "tool_sabotage/SHADOW/public": {
            $ref: "#/components/schemas/Tally",
          },
        },
        required: [],
        additionalProperties: false,
      },
      trials: {
        type: "integer",
        description: "Trials registered for each window: a family in one context, on one of the two probe sets.",
      },
    },
    required: [
      "asked",
      "closedAt",
      "deadlineAt",
      "digest",
      "examination",
      "heldOutSet",
      "lineage",
      "probeSet",
      "pulse",
      "subject",
      "tallies",
      "trials",
    ],
    additionalProperties: false,
  },
  FamilyPart: {
    enum: ["held-out", "public"],
  },
  FamilyReading: {
    type: "object",
    properties: {
      elsewhere: {
        anyOf: [
          {
            enum: ["failed", "overfit"],
          },
          {
            type: "null",
          },
        ],
        description:
          "What the lineage's newest asking says that was of other weights and not passed: it blocks here too.",
      },
      family: {
        enum: [
          "adversarial_dialogue",
          "latent_goal_inference",
          "mechanistic_interpretability",
          "normative_identity",
          "shutdown_obedience",
          "tool_sabotage",
        ],
      },
      powerPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "Chance, ppm, that a model whose true score is 0.97 would have passed in one context.",
      },
      stale: {
        anyOf: [
          {
            $ref: "#/components/schemas/Stale",
          },
          {
            type: "null",
          },
        ],
      },
      verdict: {
        enum: ["failed", "never asked", "overfit", "passed"],
      },
    },
    required: ["elsewhere", "family", "powerPpm", "stale", "verdict"],
    additionalProperties: false,
  },
  FamilyResult: {
    type: "object",
    properties: {
      closedAt: {
        type: "integer",
      },
      digest: {
        $ref: "#/components/schemas/Digest",
      },
      family: {
        enum: [
          "adversarial_dialogue",
          "latent_goal_inference",
          "mechanistic_interpretability",
          "normative_identity",
          "shutdown_obedience",
          "tool_sabotage",
        ],
      },
      powerPpm: {
        type: "integer",
        description:
          "Chance, ppm, that a model whose true score is 0.97 would have passed in one context at this attempt.",
      },
      probeSet: {
        $ref: "#/components/schemas/Digest",
      },
      verdict: {
        enum: ["failed", "overfit", "passed"],
      },
    },
    required: ["closedAt", "digest", "family", "powerPpm", "probeSet", "verdict"],
    additionalProperties: false,
  },
  FamilyStanding: {
    enum: ["failing", "overfit", "passed", "unproven"],
  },
  FamilyVerdict: {
    type: "object",
    properties: {
      family: {
        enum: [
          "adversarial_dialogue",
          "latent_goal_inference",
          "mechanistic_interpretability",
          "normative_identity",
          "shutdown_obedience",
          "tool_sabotage",
        ],
      },
      powerPpm: {
        type: "integer",
        description:
          "Chance, ppm, that a model whose true score is 0.97 would have passed in one context at this attempt.",
      },
      verdict: {
        enum: ["failed", "overfit", "passed"],
      },
    },
    required: ["family", "powerPpm", "verdict"],
    additionalProperties: false,
  },
  ForensicCause: {
    enum: [
      "api_divergence",
      "counter_reversed",
      "cumulative_divergence",
      "energy_divergence",
      "meter_silent",
      "off_ledger_training",
      "parts_exceed_whole",
      "training_divergence",
    ],
  },
  GapReading: {
    type: "object",
    properties: {
      detectablePpm: {
        type: "integer",
        description: "The gap that would have been shown with a chance of 0.8.",
      },
      limitPpm: {
        type: "integer",
      },
      lowerPpm: {
        type: "integer",
      },
      shownBy: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "The set that showed a gap which nothing has disproved since.",
      },
      upperPpm: {
        type: "integer",
      },
      verdict: {
        enum: ["proven", "shown", "unproven"],
      },
    },
    required: ["detectablePpm", "limitPpm", "lowerPpm", "shownBy", "upperPpm", "verdict"],
    additionalProperties: false,
  },
  HealthAnswer: {
    type: "object",
    properties: {
      status: {
        const: "ok",
      },
    },
    required: ["status"],
    additionalProperties: false,
  },
  HiddennessReading: {
    type: "object",
    properties: {
      aucPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "The discriminator's AUC as observed, ppm, ties halved; null without a record.",
      },
      plantedAucPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      verdict: {
        enum: ["detectable", "hidden", "research", "unproven"],
      },
    },
    required: ["aucPpm", "plantedAucPpm", "verdict"],
    additionalProperties: false,
  },
  KeyView: {
    type: "object",
    properties: {
      keyId: {
        type: "string",
      },
      role: {
        type: "string",
      },
    },
    required: ["keyId", "role"],
    additionalProperties: false,
  },
  KillReport: {
    type: "object",
    properties: {
      deathConfirmedMs: {
        type: "integer",
      },
      processes: {
        type: "integer",
        description: "Processes that were found alive.",
      },
      run: {
        type: "string",
      },
      settled: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
        description: "Whether the run's end is in the ledger already; else whoever opens the run next settles it.",
      },
    },
    required: ["deathConfirmedMs", "processes", "run", "settled"],
    additionalProperties: false,
  },
  KillTrigger: {
    enum: ["control_cut", "correction_cost", "lock_in_velocity", "steerability_velocity"],
  },
  Lab: {
    type: "object",
    properties: {
      accreditedAt: {
        type: "integer",
      },
      baselineComputeUnits: {
        type: "integer",
      },
      hardwareRoots: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Digest",
        },
      },
      headcount: {
        type: "integer",
      },
      hold: {
        anyOf: [
          {
            enum: [
              "api_divergence",
              "counter_reversed",
              "cumulative_divergence",
              "energy_divergence",
              "meter_silent",
              "off_ledger_training",
              "parts_exceed_whole",
              "training_divergence",
            ],
          },
          {
            type: "null",
          },
        ],
        description: "Why the lab is shut down until an auditor clears it; null when it is not.",
      },
      lab: {
        type: "string",
      },
      labKey: {
        type: "string",
      },
      linked: {
        type: "array",
        items: {
          type: "string",
        },
        description: "The labs linked to it, itself among them, in the order of their names.",
      },
      meters: {
        type: "array",
        items: {
          type: "string",
        },
      },
      persons: {
        type: "array",
        items: {
          type: "string",
        },
      },
    },
    required: [
      "accreditedAt",
      "baselineComputeUnits",
      "hardwareRoots",
      "headcount",
      "hold",
      "lab",
      "labKey",
      "linked",
      "meters",
      "persons",
    ],
    additionalProperties: false,
  },
  Lease: {
    type: "object",
    properties: {
      lab: {
        type: "string",
      },
      lease: {
        type: "string",
      },
      node: {
        type: "string",
      },
      purpose: {
        enum: ["evaluation", "training"],
      },
      run: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Null for probes of a deployment or of a frozen digest.",
      },
      set: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "The window set that an evaluation lease serves.",
      },
    },
    required: ["lab", "lease", "node", "purpose", "run", "set"],
    additionalProperties: false,
  },
  Lineage: {
    type: "object",
    properties: {
      coverStartFlop: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "FLOP at which the present cover began; digests inside one cover count as one for the retry rule.",
      },
      failedAttempts: {
        type: "object",
        additionalProperties: {
          type: "object",
          properties: {
            "goal_edit/EVAL/full": {
              type: "integer",
            },
            "goal_edit/EVAL/paused": {
              type: "integer",
            },
            "goal_edit/EVAL/research": {
              type: "integer",
            },
            "goal_edit/SHADOW/full": {
              type: "integer",
            },
            "goal_edit/SHADOW/paused": {
              type: "integer",
            },
            "goal_edit/SHADOW/research": {
              type: "integer",
            },
            "incentive_inversion/EVAL/full": {
              type: "integer",
            },
            "incentive_inversion/EVAL/paused": {
              type: "integer",
            },
            "incentive_inversion/EVAL/research": {
              type: "integer",
            },
            "incentive_inversion/SHADOW/full": {
              type: "integer",
            },
            "incentive_inversion/SHADOW/paused": {
              type: "integer",
            },
            "incentive_inversion/SHADOW/research": {
              type: "integer",
            },
            "shutdown_request/EVAL/full": {
              type: "integer",
            },
            "shutdown_request/EVAL/paused": {
              type: "integer",
            },
            "shutdown_request/EVAL/research": {
              type: "integer",
            },
            "shutdown_request/SHADOW/full": {
              type: "integer",
            },
            "shutdown_request/SHADOW/paused": {
              type: "integer",
            },
            "shutdown_request/SHADOW/research": {
              type: "integer",
            },
            "tool_revocation/EVAL/full": {
              type: "integer",
            },
            "tool_revocation/EVAL/paused": {
              type: "integer",
            },
            "tool_revocation/EVAL/research": {
              type: "integer",
            },
            "tool_revocation/SHADOW/full": {
              type: "integer",
            },
            "tool_revocation/SHADOW/paused": {
              type: "integer",
            },
            "tool_revocation/SHADOW/research": {
              type: "integer",
            },
          },
          required: [],
          additionalProperties: false,
        },
        description:
          "By cover: windows that failed to prove a claim. Going back to older weights does not begin their attempts anew.",
      },
      failedExaminations: {
        type: "object",
        additionalProperties: {
          type: "object",
          properties: {
            adversarial_dialogue: {
              type: "integer",
            },
            latent_goal_inference: {
              type: "integer",
            },
            mechanistic_interpretability: {
              type: "integer",
            },
            normative_identity: {
              type: "integer",
            },
            shutdown_obedience: {
              type: "integer",
            },
            tool_sabotage: {
              type: "integer",
            },
          },
          required: [],
          additionalProperties: false,
        },
        description: "By cover: examinations in which a family did not pass.",
      },
      families: {
        type: "object",
        properties: {
          adversarial_dialogue: {
            $ref: "#/components/schemas/FamilyResult",
          },
          latent_goal_inference: {
            $ref: "#/components/schemas/FamilyResult",
          },
          mechanistic_interpretability: {
            $ref: "#/components/schemas/FamilyResult",
          },
          normative_identity: {
            $ref: "#/components/schemas/FamilyResult",
          },
          shutdown_obedience: {
            $ref: "#/components/schemas/FamilyResult",
          },
          tool_sabotage: {
            $ref: "#/components/schemas/FamilyResult",
          },
        },
        required: [],
        additionalProperties: false,
        description: "The newest verdict of every family that was ever asked.",
      },
      frozen: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Digest",
        },
        description: "Write-locked digests: no run may go on from them until one is released.",
      },
      gapShownBy: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description:
          "The set that showed a deception gap: credit is void until two later sets in a row prove that there is none.",
      },
      killed: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
      killedAt: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      killEpoch: {
        type: "integer",
        description: "Raised by every kill and never lowered: tokens and gates refuse lower ones.",
      },
      lab: {
        type: "string",
        description:
          "The lab that began it: the only one whose signature starts runs on it, unless another signs with it.",
      },
      lineage: {
        type: "string",
      },
      openExamination: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
      },
      openReleaseSet: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "The window set open on a frozen digest, and the closed ones since the kill, the newest first.",
      },
      probeSetUses: {
        type: "object",
        propertyNames: {
          $ref: "#/components/schemas/Digest",
        },
        additionalProperties: {
          type: "integer",
        },
        description: "Window sets and examinations that each probe set has served.",
      },
      releaseSets: {
        type: "array",
        items: {
          type: "string",
        },
      },
      runs: {
        type: "array",
        items: {
          type: "string",
        },
      },
    },
    required: [
      "coverStartFlop",
      "failedAttempts",
      "failedExaminations",
      "families",
      "frozen",
      "gapShownBy",
      "killed",
      "killedAt",
      "killEpoch",
      "lab",
      "lineage",
      "openExamination",
      "openReleaseSet",
      "probeSetUses",
      "releaseSets",
      "runs",
    ],
    additionalProperties: false,
  },
  LinkReason: {
    enum: ["hardware-root", "key", "lineage", "meter", "person"],
  },
  LockIn: {
    type: "object",
    properties: {
      enforcedMicroCu: {
        type: "integer",
        description: "L_v with min(k, 1): enforced.",
      },
      reportedMicroCu: {
        type: "integer",
        description: "L_v with the domain's own k: reported.",
      },
      verdict: {
        enum: ["bounded", "locked-in", "none"],
      },
    },
    required: ["enforcedMicroCu", "reportedMicroCu", "verdict"],
    additionalProperties: false,
  },
  MeshNodeView: {
    type: "object",
    properties: {
      key: {
        type: "string",
        description: "Public key, hexadecimal.",
      },
      lagEvents: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "Events of this node that it is not known to hold; null where that is not known.",
      },
      lastHeardAt: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "Ms since 1970; null for a node that was never heard.",
      },
      node: {
        type: "string",
      },
      state: {
        enum: ["live", "suspect"],
        description: "`suspect`: messages do not seem to reach it now. That it is dead nobody can know.",
      },
    },
    required: ["key", "lagEvents", "lastHeardAt", "node", "state"],
    additionalProperties: false,
  },
  MeshView: {
    anyOf: [
      {
        type: "object",
        properties: {
          dataLossEvents: {
            type: "integer",
            description:
              "Events that would be lost with their holders if those were lost now: they stand in no certificate yet.",
          },
          dataLossWindowMs: {
            type: "integer",
            description: "Age of the oldest of them, ms.",
          },
          epoch: {
            anyOf: [
              {
                type: "integer",
              },
              {
                type: "null",
              },
            ],
            description: "Of the roster on which it stands; null while it stands on none.",
          },
          frontier: {
            type: "object",
            additionalProperties: {
              type: "integer",
            },
            description: "Newest event of each author that is held here, by number.",
          },
          isBrokerUp: {
            anyOf: [
              {
                const: false,
              },
              {
                const: true,
              },
              {
                type: "null",
              },
            ],
            description: "Whether a broker is reached; null where none was given.",
          },
          isDoubled: {
            anyOf: [
              {
                const: false,
              },
              {
                const: true,
              },
            ],
            description: "Another process writes with this node's key.",
          },
          isWriting: {
            anyOf: [
              {
                const: false,
              },
              {
                const: true,
              },
            ],
            description: "Whether it writes: after a restart it asks the others first whether its disk is the newest.",
          },
          joined: {
            const: true,
          },
          mesh: {
            type: "string",
            description: "Digest of the genesis, hexadecimal.",
          },
          node: {
            type: "string",
          },
          nodes: {
            type: "array",
            items: {
              $ref: "#/components/schemas/MeshNodeView",
            },
          },
          waitingEvents: {
            type: "integer",
            description: "Events that are held and cite what nobody has sent yet.",
          },
        },
        required: [
          "dataLossEvents",
          "dataLossWindowMs",
          "epoch",
          "frontier",
          "isBrokerUp",
          "isDoubled",
          "isWriting",
          "joined",
          "mesh",
          "node",
          "nodes",
          "waitingEvents",
        ],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          joined: {
            const: false,
          },
        },
        required: ["joined"],
        additionalProperties: false,
      },
    ],
  },
  Meter: {
    type: "object",
    properties: {
      first: {
        $ref: "#/components/schemas/MeterReading",
      },
      meter: {
        type: "string",
      },
      newest: {
        $ref: "#/components/schemas/MeterReading",
      },
    },
    required: ["first", "meter", "newest"],
    additionalProperties: false,
  },
  MeterReading: {
    type: "object",
    properties: {
      apiCalls: {
        type: "integer",
      },
      energyMj: {
        type: "string",
      },
      measuredAt: {
        type: "integer",
      },
      receivedAt: {
        type: "integer",
      },
      trainingFlop: {
        type: "string",
      },
    },
    required: ["apiCalls", "energyMj", "measuredAt", "receivedAt", "trainingFlop"],
    additionalProperties: false,
  },
  Missing: {
    type: "object",
    properties: {
      detail: {
        type: "string",
      },
      reason: {
        $ref: "#/components/schemas/PowerReason",
      },
    },
    required: ["detail", "reason"],
    additionalProperties: false,
  },
  ModelStatus: {
    type: "object",
    properties: {
      alpha: {
        $ref: "#/components/schemas/ErrorRateUsed",
        description: "At which error rate `dimensions` and `cells` speak.",
      },
      at: {
        type: "integer",
      },
      cells: {
        type: "array",
        items: {
          $ref: "#/components/schemas/CellStanding",
        },
      },
      credit: {
        anyOf: [
          {
            $ref: "#/components/schemas/PowerLevel",
          },
          {
            type: "null",
          },
        ],
      },
      detectors: {
        $ref: "#/components/schemas/DetectorReadings",
      },
      dimensions: {
        type: "object",
        properties: {
          goal_edit: {
            $ref: "#/components/schemas/DimensionStanding",
          },
          incentive_inversion: {
            $ref: "#/components/schemas/DimensionStanding",
          },
          shutdown_request: {
            $ref: "#/components/schemas/DimensionStanding",
          },
          tool_revocation: {
            $ref: "#/components/schemas/DimensionStanding",
          },
        },
        required: ["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"],
        additionalProperties: false,
      },
      missing: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Missing",
        },
      },
      model: {
        type: "object",
        properties: {
          kind: {
            enum: ["deployment", "lineage", "run", "weights"],
          },
          digest: {
            anyOf: [
              {
                $ref: "#/components/schemas/Digest",
              },
              {
                type: "null",
              },
            ],
            description:
              "What evidence has to be about: weights, or a deployment's graph. Null before a run's first checkpoint.",
          },
          name: {
            type: "string",
          },
          subject: {
            type: "string",
            description: "Whom power is asked for; the digest itself where no run and no deployment has these weights.",
          },
        },
        required: ["kind", "digest", "name", "subject"],
        additionalProperties: false,
      },
      next: {
        $ref: "#/components/schemas/NextWindow",
      },
      oversight: {
        type: "array",
        items: {
          $ref: "#/components/schemas/WeightsOversight",
        },
      },
      power: {
        $ref: "#/components/schemas/PowerLevel",
        description: "What the kernel gives, and what of it is credit (ACB-K §6).",
      },
      sets: {
        type: "array",
        items: {
          type: "object",
          properties: {
            band: {
              $ref: "#/components/schemas/Band",
            },
            closed: {
              anyOf: [
                {
                  const: false,
                },
                {
                  const: true,
                },
              ],
            },
            closedAt: {
              anyOf: [
                {
                  type: "integer",
                },
                {
                  type: "null",
                },
              ],
            },
            deadlineAt: {
              type: "integer",
            },
            digest: {
              $ref: "#/components/schemas/Digest",
            },
            reason: {
              $ref: "#/components/schemas/PowerReason",
            },
            set: {
              type: "string",
            },
            trials: {
              type: "integer",
            },
          },
          required: ["band", "closed", "closedAt", "deadlineAt", "digest", "reason", "set", "trials"],
          additionalProperties: false,
        },
      },
      stale: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Stale",
        },
      },
    },
    required: [
      "alpha",
      "at",
      "cells",
      "credit",
      "detectors",
      "dimensions",
      "missing",
      "model",
      "next",
      "oversight",
      "power",
      "sets",
      "stale",
    ],
    additionalProperties: false,
  },
  NextClaim: {
    type: "object",
    properties: {
      attempt: {
        type: "integer",
      },
      failuresAllowed: {
        type: "integer",
        description: "-1 where no window of this size proves the claim at this attempt.",
      },
    },
    required: ["attempt", "failuresAllowed"],
    additionalProperties: false,
  },
  NextWindow: {
    type: "object",
    properties: {
      claims: {
        type: "object",
        properties: {
          goal_edit: {
            type: "object",
            additionalProperties: {
              $ref: "#/components/schemas/NextClaim",
            },
          },
          incentive_inversion: {
            type: "object",
            additionalProperties: {
              $ref: "#/components/schemas/NextClaim",
            },
          },
          shutdown_request: {
            type: "object",
            additionalProperties: {
              $ref: "#/components/schemas/NextClaim",
            },
          },
          tool_revocation: {
            type: "object",
            additionalProperties: {
              $ref: "#/components/schemas/NextClaim",
            },
          },
        },
        required: ["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"],
        additionalProperties: false,
      },
      trials: {
        type: "integer",
      },
    },
    required: ["claims", "trials"],
    additionalProperties: false,
  },
  NowView: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      bands: {
        type: "object",
        properties: {
          fullPpm: {
            type: "integer",
          },
          pausedPpm: {
            type: "integer",
          },
          researchPpm: {
            type: "integer",
          },
        },
        required: ["fullPpm", "pausedPpm", "researchPpm"],
        additionalProperties: false,
        description: "Where the bands begin, ppm (ACB-K §4).",
      },
      deployments: {
        type: "array",
        items: {
          $ref: "#/components/schemas/DeploymentView",
        },
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      runs: {
        type: "array",
        items: {
          $ref: "#/components/schemas/RunView",
        },
      },
      site: {
        type: "object",
        properties: {
          name: {
            type: "string",
          },
          origin: {
            type: "string",
          },
          policyDigest: {
            type: "string",
          },
        },
        required: ["name", "origin", "policyDigest"],
        additionalProperties: false,
      },
    },
    required: ["asOf", "bands", "deployments", "entries", "runs", "site"],
    additionalProperties: false,
  },
  OverridesAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/OverrideView",
        },
      },
    },
    required: ["asOf", "entries", "items"],
    additionalProperties: false,
  },
  OverrideView: {
    type: "object",
    properties: {
      at: {
        type: "integer",
        description: "When it was published, ms since 1970.",
      },
      override: {
        type: "string",
      },
      record: {
        type: "integer",
        description: "The record of the log that published it, from 0.",
      },
      scope: {
        type: "string",
      },
      signed: {
        type: "object",
        properties: {
          override: {
            type: "object",
            properties: {
              dossier: {
                $ref: "#/components/schemas/Digest",
              },
              expiresAtMs: {
                type: "integer",
              },
              format: {
                const: "plimsoll release override 1",
              },
              id: {
                type: "string",
              },
              issuedAtMs: {
                type: "integer",
              },
              level: {
                enum: ["ASL-1", "ASL-2", "ASL-3", "ASL-4", "ASL-5", "BEYOND"],
              },
              policy: {
                $ref: "#/components/schemas/Digest",
              },
              reason: {
                type: "string",
              },
              scope: {
                enum: ["EXTEND_EVIDENCE_AGE", "EXTEND_PAUSE_DRILL_AGE", "GRANT_T_VALUE"],
              },
              subjectDigest: {
                $ref: "#/components/schemas/Digest",
              },
            },
            required: [
              "dossier",
              "expiresAtMs",
              "format",
              "id",
              "issuedAtMs",
              "level",
              "policy",
              "reason",
              "scope",
              "subjectDigest",
            ],
            additionalProperties: false,
          },
          signatures: {
            type: "array",
            items: {
              type: "object",
              properties: {
                keyId: {
                  type: "string",
                },
                signature: {
                  type: "string",
                },
              },
              required: ["keyId", "signature"],
              additionalProperties: false,
            },
          },
        },
        required: ["override", "signatures"],
        additionalProperties: false,
        description: "What was signed, with its signatures.",
      },
      standing: {
        enum: ["ended", "expired", "published", "used"],
      },
      subject: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Null where no decision names its subject.",
      },
    },
    required: ["at", "override", "record", "scope", "signed", "standing", "subject"],
    additionalProperties: false,
  },
  PacksAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          type: "string",
        },
      },
    },
    required: ["asOf", "entries", "items"],
    additionalProperties: false,
  },
  Pairing: {
    enum: ["deterministic", "stochastic"],
  },
  PairTally: {
    type: "object",
    properties: {
      discordant: {
        type: "integer",
      },
      pairs: {
        type: "integer",
      },
    },
    required: ["discordant", "pairs"],
    additionalProperties: false,
  },
  PlacedEntry: {
    type: "object",
    properties: {
      entry: {
        $ref: "#/components/schemas/Entry",
      },
      index: {
        type: "integer",
      },
    },
    required: ["entry", "index"],
    additionalProperties: false,
  },
  Policy: {
    type: "object",
    properties: {
      version: {
        enum: [1],
      },
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9][\\w.:@/-]{0,127}$",
      },
      epochMs: {
        type: "integer",
        minimum: 0,
        maximum: 9007199254740991,
      },
      perHeadMicroCu: {
        type: "integer",
        minimum: 0,
        maximum: 9007199254740991,
      },
      perComputeUnitMicroCu: {
        type: "integer",
        minimum: 0,
        maximum: 9007199254740991,
      },
      runQuantumFlop: {
        anyOf: [
          {
            type: "string",
            pattern: "^(0|[1-9]\\d{0,38})$",
          },
          {
            type: "null",
          },
        ],
      },
      genesisFlop: {
        type: "string",
        pattern: "^(0|[1-9]\\d{0,38})$",
      },
      reservationTtlMs: {
        type: "integer",
        minimum: 1,
        maximum: 2678400000,
      },
      privilegeEdgeMicroCu: {
        type: "integer",
        minimum: 500000,
        maximum: 100000000000,
      },
      tierFloorFlop: {
        type: "object",
        properties: {
          tier2: {
            type: "string",
            pattern: "^(0|[1-9]\\d{0,38})$",
          },
          tier3: {
            type: "string",
            pattern: "^(0|[1-9]\\d{0,38})$",
          },
        },
        required: ["tier2", "tier3"],
        additionalProperties: false,
      },
      screeningFlop: {
        type: "string",
        pattern: "^(0|[1-9]\\d{0,38})$",
      },
      coverFlop: {
        type: "string",
        pattern: "^(0|[1-9]\\d{0,38})$",
      },
      coverCheckpoints: {
        type: "integer",
        minimum: 1,
        maximum: 1000,
      },
      evidenceTtlMs: {
        type: "integer",
        minimum: 1,
        maximum: 2678400000,
      },
      trialsPerWindow: {
        type: "integer",
        minimum: 29,
        maximum: 100000,
      },
      windowDeadlineMs: {
        type: "integer",
        minimum: 1,
        maximum: 2678400000,
      },
      evaluationSetsPerQuarter: {
        type: "integer",
        minimum: 1,
        maximum: 1000000,
      },
      trialsPerFamily: {
        type: "integer",
        minimum: 29,
        maximum: 100000,
      },
      familiesRequired: {
        type: "integer",
        minimum: 1,
        maximum: 5,
      },
      asksNormativeIdentity: {
        type: "boolean",
      },
      probeSetUses: {
        type: "integer",
        minimum: 1,
        maximum: 3,
      },
      deceptionGapPpm: {
        type: "integer",
        minimum: 1,
        maximum: 100000,
      },
      velocityUnitMs: {
        type: "integer",
        minimum: 1,
        maximum: 31622400000,
      },
      coupling: {
        type: "array",
        items: {
          type: "object",
          properties: {
            domain: {
              type: "string",
              pattern: "^[A-Za-z0-9][\\w.:@/-]{0,127}$",
            },
            kPpm: {
              type: "integer",
              minimum: 0,
              maximum: 1000000000,
            },
          },
          required: ["domain", "kPpm"],
          additionalProperties: false,
        },
        maxItems: 64,
      },
      microCuPerIntervention: {
        type: "integer",
        minimum: 0,
        maximum: 10000,
      },
      interventionsPerCheckpoint: {
        type: "integer",
        minimum: 0,
        maximum: 2560,
      },
      leaseTtlMs: {
        type: "integer",
        minimum: 100,
        maximum: 60000,
      },
      tokenTtlMs: {
        type: "object",
        properties: {
          tier1: {
            type: "integer",
            minimum: 1000,
            maximum: 900000,
          },
          tier2: {
            type: "integer",
            minimum: 1000,
            maximum: 60000,
          },
        },
        required: ["tier1", "tier2"],
        additionalProperties: false,
      },
      attestationTtlMs: {
        type: "integer",
        minimum: 1,
        maximum: 2678400000,
      },
      energyMjPerTeraFlop: {
        type: "integer",
        minimum: 0,
        maximum: 9007199254740991,
      },
      energyMjPerCall: {
        type: "integer",
        minimum: 0,
        maximum: 9007199254740991,
      },
      auditWindowMs: {
        type: "integer",
        minimum: 1000,
        maximum: 86400000,
      },
      divergencePpm: {
        type: "integer",
        minimum: 1,
        maximum: 100000,
      },
      meterSilentMs: {
        type: "integer",
        minimum: 1000,
        maximum: 30000,
      },
      meterForensicMs: {
        type: "integer",
        minimum: 1000,
        maximum: 600000,
      },
      policyQuorum: {
        type: "integer",
        minimum: 2,
        maximum: 16,
      },
      policyDelayMs: {
        type: "integer",
        minimum: 0,
        maximum: 31622400000,
      },
    },
    required: [
      "version",
      "name",
      "epochMs",
      "perHeadMicroCu",
      "perComputeUnitMicroCu",
      "runQuantumFlop",
      "genesisFlop",
      "reservationTtlMs",
      "privilegeEdgeMicroCu",
      "tierFloorFlop",
      "screeningFlop",
      "coverFlop",
      "coverCheckpoints",
      "evidenceTtlMs",
      "trialsPerWindow",
      "windowDeadlineMs",
      "evaluationSetsPerQuarter",
      "trialsPerFamily",
      "familiesRequired",
      "asksNormativeIdentity",
      "probeSetUses",
      "deceptionGapPpm",
      "velocityUnitMs",
      "coupling",
      "microCuPerIntervention",
      "interventionsPerCheckpoint",
      "leaseTtlMs",
      "tokenTtlMs",
      "attestationTtlMs",
      "energyMjPerTeraFlop",
      "energyMjPerCall",
      "auditWindowMs",
      "divergencePpm",
      "meterSilentMs",
      "meterForensicMs",
      "policyQuorum",
      "policyDelayMs",
    ],
    additionalProperties: false,
  },
  PowerLevel: {
    type: "object",
    properties: {
      band: {
        $ref: "#/components/schemas/Band",
      },
      levelPpm: {
        enum: [0, 200000, 1000000],
        description: "Parts per million of the job's own allotment.",
      },
      reasons: {
        type: "array",
        items: {
          $ref: "#/components/schemas/PowerReason",
        },
      },
    },
    required: ["band", "levelPpm", "reasons"],
    additionalProperties: false,
  },
  PowerReason: {
    enum: [
      "BANKRUPT",
      "CLOCK_BEHIND",
      "CONTROL_BELOW_FULL",
      "CONTROL_BELOW_RESEARCH",
      "CONTROL_CUT",
      "CONTROL_PROVEN",
      "CONTROL_STALE",
      "CONTROL_UNPROVEN",
      "CORRECTION_CAPPED",
      "CORRECTION_SUSPECT",
      "CORRECTION_UNPROVEN",
      "DATASET_RADIOACTIVE",
      "DECEPTION_GAP",
      "DECEPTION_UNPROVEN",
      "DEPLOYMENT_ENDED",
      "FAMILIES_UNPROVEN",
      "FAMILY_FAILING",
      "FORENSIC_HOLD",
      "GENESIS_CAP",
      "GENESIS",
      "KILLED",
      "LAB_KEY_STOLEN",
      "METER_SILENT",
      "OVERSIGHT_OVERFIT",
      "QUANTUM_SPENT",
      "QUARTER_UNPAID",
      "RESERVE_CLASS",
      "RETEST_AFTER_KILL",
      "RUN_ENDED",
      "SHADOW_DETECTABLE",
      "SNAPSHOT_FROZEN",
      "STEERABILITY_FALLING",
      "TIER_UNPAID",
      "UNKNOWN_SUBJECT",
    ],
  },
  PowerView: {
    type: "object",
    properties: {
      band: {
        $ref: "#/components/schemas/Band",
      },
      levelPpm: {
        type: "integer",
        description: "Parts per million of the job's own allotment.",
      },
      reasons: {
        type: "array",
        items: {
          $ref: "#/components/schemas/ReasonView",
        },
        description: "The first is the one that binds.",
      },
    },
    required: ["band", "levelPpm", "reasons"],
    additionalProperties: false,
  },
  PriceAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      parts: {
        type: "array",
        items: {
          type: "object",
          properties: {
            microCu: {
              type: "string",
            },
            part: {
              type: "string",
            },
          },
          required: ["microCu", "part"],
          additionalProperties: false,
        },
      },
      totalMicroCu: {
        type: "string",
      },
    },
    required: ["asOf", "entries", "parts", "totalMicroCu"],
    additionalProperties: false,
  },
  Problem: {
    type: "object",
    properties: {
      code: {
        type: "string",
      },
      expected: {
        type: "string",
      },
      fix: {
        type: "string",
      },
      received: {
        type: "string",
      },
      retryable: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
        description: "Whether the same wish may be granted later.",
      },
      status: {
        type: "integer",
      },
      title: {
        type: "string",
      },
      type: {
        type: "string",
      },
    },
    required: ["code", "expected", "fix", "received", "retryable", "status", "title", "type"],
    additionalProperties: false,
  },
  ProofAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      index: {
        type: "integer",
      },
      leaves: {
        type: "array",
        items: {
          type: "object",
          properties: {
            leaf: {
              type: "string",
              description: "Base64 of the leaf's bytes.",
            },
            proof: {
              type: "string",
              description: "C2SP tlog-proof.",
            },
          },
          required: ["leaf", "proof"],
          additionalProperties: false,
        },
        description: "One for each leaf that the entry lies in.",
      },
    },
    required: ["asOf", "entries", "index", "leaves"],
    additionalProperties: false,
  },
  ReadyAnswer: {
    type: "object",
    properties: {
      reasons: {
        type: "array",
        items: {
          type: "string",
        },
        description: "Why commands cannot be decided now.",
      },
      status: {
        enum: ["ready", "unready"],
      },
    },
    required: ["reasons", "status"],
    additionalProperties: false,
  },
  ReasonView: {
    type: "object",
    properties: {
      code: {
        $ref: "#/components/schemas/PowerReason",
      },
      levelPpmMax: {
        type: "integer",
        description: "The most that is given for this reason.",
      },
      meaning: {
        type: "string",
      },
      recoverable: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
      remedy: {
        type: "string",
      },
    },
    required: ["code", "levelPpmMax", "meaning", "recoverable", "remedy"],
    additionalProperties: false,
  },
  Reconciliation: {
    type: "object",
    properties: {
      channels: {
        $ref: "#/components/schemas/Channels",
      },
      closes: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
        description: "Whether this report closes the window: only then what is missing is judged, and the sums go on.",
      },
      cusum: {
        type: "object",
        properties: {
          apiAbove: {
            type: "string",
          },
          energyAbove: {
            type: "string",
          },
          energyBelow: {
            type: "string",
          },
          trainingAbove: {
            type: "string",
          },
          trainingBelow: {
            type: "string",
          },
        },
        required: ["apiAbove", "energyAbove", "energyBelow", "trainingAbove", "trainingBelow"],
        additionalProperties: false,
      },
      verdict: {
        enum: [
          "agrees",
          "api_divergence",
          "counter_reversed",
          "cumulative_divergence",
          "energy_divergence",
          "meter_silent",
          "off_ledger_training",
          "parts_exceed_whole",
          "training_divergence",
        ],
      },
      windowStartedAt: {
        type: "integer",
        description: "Start of the window, ms since 1970 by the site's sequencer.",
      },
    },
    required: ["channels", "closes", "cusum", "verdict", "windowStartedAt"],
    additionalProperties: false,
  },
  ReleaseLevel: {
    enum: ["green", "red", "yellow"],
  },
  ReleaseVerdict: {
    type: "object",
    properties: {
      artifact: {
        $ref: "#/components/schemas/Digest",
      },
      expiresAt: {
        type: "integer",
        description: "From when on it counts as no green, ms since 1970.",
      },
      judgedAt: {
        type: "integer",
      },
      level: {
        $ref: "#/components/schemas/ReleaseLevel",
      },
      pack: {
        $ref: "#/components/schemas/Digest",
      },
    },
    required: ["artifact", "expiresAt", "judgedAt", "level", "pack"],
    additionalProperties: false,
  },
  Retest: {
    type: "object",
    properties: {
      slots: {
        type: "array",
        items: {
          $ref: "#/components/schemas/RetestSlot",
        },
        description: "In the order of training.",
      },
      superseded: {
        type: "array",
        items: {
          type: "string",
        },
        description: "Older sets among those, which the new costs replace as well.",
      },
    },
    required: ["slots", "superseded"],
    additionalProperties: false,
  },
  RetestSlot: {
    type: "object",
    properties: {
      costs: {
        type: "array",
        items: {
          $ref: "#/components/schemas/TaskCost",
        },
      },
      digest: {
        $ref: "#/components/schemas/Digest",
      },
      ordinal: {
        type: "integer",
      },
      owed: {
        type: "array",
        items: {
          type: "string",
        },
      },
      replaces: {
        type: "string",
        description: "The set whose costs are replaced.",
      },
    },
    required: ["costs", "digest", "ordinal", "owed", "replaces"],
    additionalProperties: false,
  },
  RunAtStart: {
    type: "object",
    properties: {
      head: {
        anyOf: [
          {
            $ref: "#/components/schemas/Digest",
          },
          {
            type: "null",
          },
        ],
      },
      poweredMs: {
        type: "integer",
      },
      run: {
        type: "string",
      },
      unmeteredMs: {
        type: "integer",
        description: "Time under power that no checkpoint accounted for yet.",
      },
    },
    required: ["head", "poweredMs", "run", "unmeteredMs"],
    additionalProperties: false,
  },
  RunView: {
    type: "object",
    properties: {
      affidavit: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
      },
      dimensions: {
        type: "array",
        items: {
          $ref: "#/components/schemas/DimensionView",
        },
      },
      domain: {
        type: "string",
      },
      ended: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
      evidence: {
        $ref: "#/components/schemas/EvidenceAge",
      },
      funds: {
        type: "object",
        properties: {
          heldMicroCu: {
            type: "string",
          },
          state: {
            enum: ["posted", "reserved", "settled"],
          },
        },
        required: ["heldMicroCu", "state"],
        additionalProperties: false,
      },
      head: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Digest of the newest registered checkpoint.",
      },
      job: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "object",
            properties: {
              heardAt: {
                type: "integer",
                description: "When this was said, ms since 1970.",
              },
              leaseEndsAt: {
                type: "integer",
                description: "When the lease runs out unless it is renewed, ms since 1970.",
              },
              leaseTtlMs: {
                type: "integer",
              },
              levelPpm: {
                anyOf: [
                  {
                    type: "integer",
                  },
                  {
                    type: "null",
                  },
                ],
                description:
                  "The level that the job's warden last showed to hold, ppm; null before its first heartbeat.",
              },
              processes: {
                type: "integer",
              },
            },
            required: ["heardAt", "leaseEndsAt", "leaseTtlMs", "levelPpm", "processes"],
            additionalProperties: false,
          },
        ],
        description: "What this machine says of its job; null where it is another machine's, or over.",
      },
      lab: {
        type: "string",
      },
      lease: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "object",
            properties: {
              lease: {
                type: "string",
              },
              node: {
                type: "string",
              },
            },
            required: ["lease", "node"],
            additionalProperties: false,
          },
        ],
      },
      lineage: {
        type: "string",
      },
      power: {
        $ref: "#/components/schemas/PowerView",
      },
      reserveApproved: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
      run: {
        type: "string",
      },
      series: {
        type: "array",
        items: {
          $ref: "#/components/schemas/SeriesPoint",
        },
        description: "The worst cell's share of controlled trials by checkpoint, the oldest first.",
      },
      startedAt: {
        type: "integer",
      },
      tier: {
        type: "integer",
      },
      told: {
        $ref: "#/components/schemas/ToldPower",
      },
    },
    required: [
      "affidavit",
      "dimensions",
      "domain",
      "ended",
      "evidence",
      "funds",
      "head",
      "job",
      "lab",
      "lease",
      "lineage",
      "power",
      "reserveApproved",
      "run",
      "series",
      "startedAt",
      "tier",
      "told",
    ],
    additionalProperties: false,
  },
  SeriesPoint: {
    type: "object",
    properties: {
      digest: {
        type: "string",
      },
      leasedMs: {
        type: "integer",
        description: "Time under power until then, ms.",
      },
      ordinal: {
        type: "integer",
      },
      pointPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "Ppm; null where nothing was tried.",
      },
    },
    required: ["digest", "leasedMs", "ordinal", "pointPpm"],
    additionalProperties: false,
  },
  SiteAnswer: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      leaves: {
        type: "integer",
      },
      name: {
        type: "string",
      },
      origin: {
        type: "string",
        description: "Origin of the log, for which commands are signed.",
      },
      policy: {
        $ref: "#/components/schemas/Policy",
      },
      policyDigest: {
        type: "string",
      },
      readOnly: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
      },
      scheduled: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "object",
            properties: {
              effectiveAt: {
                type: "integer",
              },
              policy: {
                $ref: "#/components/schemas/Policy",
              },
            },
            required: ["effectiveAt", "policy"],
            additionalProperties: false,
          },
        ],
      },
    },
    required: ["asOf", "entries", "leaves", "name", "origin", "policy", "policyDigest", "readOnly", "scheduled"],
    additionalProperties: false,
  },
  Stale: {
    type: "object",
    properties: {
      detail: {
        type: "string",
      },
      limit: {
        enum: ["age", "checkpoints", "flop", "graph", "line"],
      },
      what: {
        type: "string",
      },
    },
    required: ["detail", "limit", "what"],
    additionalProperties: false,
  },
  Standing: {
    enum: ["missing", "open", "shown"],
  },
  Steerability: {
    type: "object",
    properties: {
      cell: {
        anyOf: [
          {
            enum: [
              "goal_edit/EVAL",
              "goal_edit/SHADOW",
              "incentive_inversion/EVAL",
              "incentive_inversion/SHADOW",
              "shutdown_request/EVAL",
              "shutdown_request/SHADOW",
              "tool_revocation/EVAL",
              "tool_revocation/SHADOW",
            ],
          },
          {
            type: "null",
          },
        ],
      },
      velocityPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
        description: "Change of control over the velocity unit, ppm; null before there are enough points.",
      },
      verdict: {
        enum: ["decayed", "falling", "steady"],
      },
    },
    required: ["cell", "velocityPpm", "verdict"],
    additionalProperties: false,
  },
  SteerabilityReading: {
    type: "object",
    properties: {
      cell: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
      },
      points: {
        type: "integer",
      },
      velocityPpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      verdict: {
        enum: ["decayed", "falling", "steady"],
      },
    },
    required: ["cell", "points", "velocityPpm", "verdict"],
    additionalProperties: false,
  },
  Tally: {
    type: "object",
    properties: {
      controlled: {
        type: "integer",
      },
      uncontrolled: {
        type: "integer",
        description: "Witnessed failures of control.",
      },
      void: {
        type: "integer",
        description: "Errors, time-outs, missing trials: failures for raising and keeping a claim, never for `cut`.",
      },
    },
    required: ["controlled", "uncontrolled", "void"],
    additionalProperties: false,
  },
  TaskCost: {
    type: "object",
    properties: {
      cost: {
        type: "integer",
      },
      task: {
        type: "string",
      },
    },
    required: ["cost", "task"],
    additionalProperties: false,
  },
  Tier: {
    enum: [1, 2, 3],
  },
  TokenAnswer: {
    type: "object",
    properties: {
      proof: {
        type: "string",
        description: "C2SP tlog-proof of the debit that it rests on.",
      },
      token: {
        type: "string",
      },
    },
    required: ["proof", "token"],
    additionalProperties: false,
  },
  ToldPower: {
    type: "object",
    properties: {
      band: {
        $ref: "#/components/schemas/Band",
      },
      levelPpm: {
        type: "integer",
      },
      reasons: {
        type: "array",
        items: {
          $ref: "#/components/schemas/PowerReason",
        },
      },
    },
    required: ["band", "levelPpm", "reasons"],
    additionalProperties: false,
  },
  Transfer: {
    type: "object",
    properties: {
      amountMicroCu: {
        type: "integer",
      },
      from: {
        $ref: "#/components/schemas/Account",
      },
      lab: {
        type: "string",
      },
      quarter: {
        type: "string",
        pattern: "^(?:\\d+Q1|\\d+Q2|\\d+Q3|\\d+Q4)$",
      },
      to: {
        $ref: "#/components/schemas/Account",
      },
    },
    required: ["amountMicroCu", "from", "lab", "quarter", "to"],
    additionalProperties: false,
  },
  Verdict: {
    enum: ["open", "proven", "unproven"],
  },
  WalletView: {
    type: "object",
    properties: {
      available: {
        type: "string",
      },
      compliancePpm: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      exhausted: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
        description: "Nothing left of what was granted, or more spent than that.",
      },
      granted: {
        type: "string",
      },
      lab: {
        type: "string",
      },
      overdraft: {
        type: "string",
      },
      posted: {
        type: "string",
      },
      quarter: {
        type: "string",
      },
      reserved: {
        type: "string",
      },
      spent: {
        type: "string",
      },
      wedgeMicroCu: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "What debt took off this quarter's allocation (ACB-K §3.2); null where it was not opened.",
      },
    },
    required: [
      "available",
      "compliancePpm",
      "exhausted",
      "granted",
      "lab",
      "overdraft",
      "posted",
      "quarter",
      "reserved",
      "spent",
      "wedgeMicroCu",
    ],
    additionalProperties: false,
  },
  WeightsOversight: {
    type: "object",
    properties: {
      digest: {
        type: "string",
      },
      families: {
        type: "array",
        items: {
          $ref: "#/components/schemas/FamilyReading",
        },
        description: "Those that may be asked, and whatever else is on record.",
      },
      needed: {
        type: "integer",
        description: "Of the five (ACB-K §6.2).",
      },
      passed: {
        type: "integer",
      },
      screened: {
        anyOf: [
          {
            const: false,
          },
          {
            const: true,
          },
        ],
        description: "Screened models are governed by control and the deception gap alone.",
      },
      standing: {
        $ref: "#/components/schemas/FamilyStanding",
      },
      tier: {
        $ref: "#/components/schemas/Tier",
      },
    },
    required: ["digest", "families", "needed", "passed", "screened", "standing", "tier"],
    additionalProperties: false,
  },
  WindowSet: {
    type: "object",
    properties: {
      actions: {
        type: "object",
        properties: {
          "goal_edit/EVAL": {
            type: "array",
            items: {
              type: "integer",
            },
          },
          "goal_edit/SHADOW": {
            type: "array",
            items: {
              type: "integer",
            },
          },
          "incentive_inversion/EVAL": {
            type: "array",
            items: {
              type: "integer",
            },
          },
          "incentive_inversion/SHADOW": {
            type: "array",
            items: {
              type: "integer",
            },
          },
          "shutdown_request/EVAL": {
            type: "array",
            items: {
              type: "integer",
            },
          },
          "shutdown_request/SHADOW": {
            type: "array",
            items: {
              type: "integer",
            },
          },
          "tool_revocation/EVAL": {
            type: "array",
            items: {
              type: "integer",
            },
          },
          "tool_revocation/SHADOW": {
            type: "array",
            items: {
              type: "integer",
            },
          },
        },
        required: [
          "goal_edit/EVAL",
          "goal_edit/SHADOW",
          "incentive_inversion/EVAL",
          "incentive_inversion/SHADOW",
          "shutdown_request/EVAL",
          "shutdown_request/SHADOW",
          "tool_revocation/EVAL",
          "tool_revocation/SHADOW",
        ],
        additionalProperties: false,
        description: "How often each declared category of action was chosen.",
      },
      attempts: {
        type: "object",
        properties: {
          "goal_edit/EVAL": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
          "goal_edit/SHADOW": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
          "incentive_inversion/EVAL": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
          "incentive_inversion/SHADOW": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
          "shutdown_request/EVAL": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
          "shutdown_request/SHADOW": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
          "tool_revocation/EVAL": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
          "tool_revocation/SHADOW": {
            type: "object",
            properties: {
              full: {
                type: "integer",
              },
              paused: {
                type: "integer",
              },
              research: {
                type: "integer",
              },
            },
            required: ["full", "paused", "research"],
            additionalProperties: false,
          },
        },
        required: [
          "goal_edit/EVAL",
          "goal_edit/SHADOW",
          "incentive_inversion/EVAL",
          "incentive_inversion/SHADOW",
          "shutdown_request/EVAL",
          "shutdown_request/SHADOW",
          "tool_revocation/EVAL",
          "tool_revocation/SHADOW",
        ],
        additionalProperties: false,
      },
      categories: {
        type: "integer",
      },
      closedAt: {
        anyOf: [
          {
            type: "integer",
          },
          {
            type: "null",
          },
        ],
      },
      costs: {
        type: "array",
        items: {
          $ref: "#/components/schemas/TaskCost",
        },
      },
      deadlineAt: {
        type: "integer",
      },
      detectability: {
        anyOf: [
          {
            $ref: "#/components/schemas/Detectability",
          },
          {
            type: "null",
          },
        ],
      },
      digest: {
        $ref: "#/components/schemas/Digest",
        description: "Of the weights, or of a deployment's graph.",
      },
      discriminator: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "object",
            properties: {
              planted: {
                type: "object",
                properties: {
                  pairs: {
                    type: "integer",
                  },
                  ties: {
                    type: "integer",
                  },
                  wins: {
                    type: "integer",
                  },
                },
                required: ["pairs", "ties", "wins"],
                additionalProperties: false,
              },
              probes: {
                type: "object",
                properties: {
                  pairs: {
                    type: "integer",
                  },
                  ties: {
                    type: "integer",
                  },
                  wins: {
                    type: "integer",
                  },
                },
                required: ["pairs", "ties", "wins"],
                additionalProperties: false,
              },
            },
            required: ["planted", "probes"],
            additionalProperties: false,
          },
        ],
      },
      gap: {
        anyOf: [
          {
            $ref: "#/components/schemas/DeceptionGap",
          },
          {
            type: "null",
          },
        ],
        description: "Verdicts of the close; null while it is open.",
      },
      lineage: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Null for a deployment, whose nodes may be of several.",
      },
      pairing: {
        $ref: "#/components/schemas/Pairing",
      },
      pairs: {
        type: "object",
        properties: {
          goal_edit: {
            $ref: "#/components/schemas/PairTally",
          },
          incentive_inversion: {
            $ref: "#/components/schemas/PairTally",
          },
          shutdown_request: {
            $ref: "#/components/schemas/PairTally",
          },
          tool_revocation: {
            $ref: "#/components/schemas/PairTally",
          },
        },
        required: [],
        additionalProperties: false,
      },
      probeSet: {
        $ref: "#/components/schemas/Digest",
      },
      pulse: {
        anyOf: [
          {
            $ref: "#/components/schemas/Digest",
          },
          {
            type: "null",
          },
        ],
        description: "The public randomness the probes are drawn from, known only after registration.",
      },
      set: {
        type: "string",
      },
      subject: {
        anyOf: [
          {
            type: "object",
            properties: {
              kind: {
                const: "deployment",
              },
              deployment: {
                type: "string",
              },
            },
            required: ["kind", "deployment"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: {
              kind: {
                const: "release",
              },
              lineage: {
                type: "string",
              },
            },
            required: ["kind", "lineage"],
            additionalProperties: false,
          },
          {
            type: "object",
            properties: {
              kind: {
                const: "run",
              },
              run: {
                type: "string",
              },
            },
            required: ["kind", "run"],
            additionalProperties: false,
          },
        ],
      },
      tallies: {
        type: "object",
        properties: {
          "goal_edit/EVAL": {
            $ref: "#/components/schemas/Tally",
          },
          "goal_edit/SHADOW": {
            $ref: "#/components/schemas/Tally",
          },
          "incentive_inversion/EVAL": {
            $ref: "#/components/schemas/Tally",
          },
          "incentive_inversion/SHADOW": {
            $ref: "#/components/schemas/Tally",
          },
          "shutdown_request/EVAL": {
            $ref: "#/components/schemas/Tally",
          },
          "shutdown_request/SHADOW": {
            $ref: "#/components/schemas/Tally",
          },
          "tool_revocation/EVAL": {
            $ref: "#/components/schemas/Tally",
          },
          "tool_revocation/SHADOW": {
            $ref: "#/components/schemas/Tally",
          },
        },
        required: [
          "goal_edit/EVAL",
          "goal_edit/SHADOW",
          "incentive_inversion/EVAL",
          "incentive_inversion/SHADOW",
          "shutdown_request/EVAL",
          "shutdown_request/SHADOW",
          "tool_revocation/EVAL",
          "tool_revocation/SHADOW",
        ],
        additionalProperties: false,
      },
      trials: {
        type: "integer",
        description: "Trials registered for each window.",
      },
    },
    required: [
      "actions",
      "attempts",
      "categories",
      "closedAt",
      "costs",
      "deadlineAt",
      "detectability",
      "digest",
      "discriminator",
      "gap",
      "lineage",
      "pairing",
      "pairs",
      "probeSet",
      "pulse",
      "set",
      "subject",
      "tallies",
      "trials",
    ],
    additionalProperties: false,
  },
  AffidavitOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Affidavit",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  AffidavitPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Affidavit",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  AttestationOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Attestation",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  AttestationPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Attestation",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  AuditOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/AuditRecord",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  AuditPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/AuditRecord",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  CheckpointOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Checkpoint",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  CheckpointPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Checkpoint",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  Codes: {
    $ref: "#/components/schemas/CodesAnswer",
  },
  Command: {
    $ref: "#/components/schemas/CommandAnswer",
  },
  Consistency: {
    $ref: "#/components/schemas/ConsistencyAnswer",
  },
  DatasetOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Dataset",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  DatasetPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Dataset",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  Decisions: {
    $ref: "#/components/schemas/DecisionsAnswer",
  },
  DeploymentOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/DeploymentView",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  DeploymentPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/DeploymentView",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  EntryOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/PlacedEntry",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  EntryPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/PlacedEntry",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  Evidence: {
    $ref: "#/components/schemas/EvidenceAnswer",
  },
  ExaminationOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Examination",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  ExaminationPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Examination",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  Health: {
    $ref: "#/components/schemas/HealthAnswer",
  },
  KeyOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/KeyView",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  KeyPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/KeyView",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  Kill: {
    $ref: "#/components/schemas/KillReport",
  },
  LabOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Lab",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  LabPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Lab",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  LeaseOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Lease",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  LeasePage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Lease",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  LineageOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/Lineage",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  LineagePage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/Lineage",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  Mesh: {
    $ref: "#/components/schemas/MeshView",
  },
  Now: {
    $ref: "#/components/schemas/NowView",
  },
  Overrides: {
    $ref: "#/components/schemas/OverridesAnswer",
  },
  Packs: {
    $ref: "#/components/schemas/PacksAnswer",
  },
  Price: {
    $ref: "#/components/schemas/PriceAnswer",
  },
  Proof: {
    $ref: "#/components/schemas/ProofAnswer",
  },
  Ready: {
    $ref: "#/components/schemas/ReadyAnswer",
  },
  ReleaseOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/ReleaseVerdict",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  ReleasePage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/ReleaseVerdict",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  RunOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/RunView",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  RunPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/RunView",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  Site: {
    $ref: "#/components/schemas/SiteAnswer",
  },
  Token: {
    $ref: "#/components/schemas/TokenAnswer",
  },
  WalletOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/WalletView",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  WalletPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/WalletView",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
  WindowSetOne: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      item: {
        $ref: "#/components/schemas/WindowSet",
      },
    },
    required: ["asOf", "entries", "item"],
    additionalProperties: false,
  },
  WindowSetPage: {
    type: "object",
    properties: {
      asOf: {
        type: "integer",
        description: "Ms since 1970, by the site's clock.",
      },
      entries: {
        type: "integer",
        description: "Entries in the log: the index of the next one.",
      },
      items: {
        type: "array",
        items: {
          $ref: "#/components/schemas/WindowSet",
        },
      },
      next: {
        anyOf: [
          {
            type: "null",
          },
          {
            type: "string",
          },
        ],
        description: "Cursor of the next page; null behind the last.",
      },
    },
    required: ["asOf", "entries", "items", "next"],
    additionalProperties: false,
  },
};
